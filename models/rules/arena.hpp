// Arena: memory for what one evaluation makes (texts, arrays, objects), given back all at once.
// Models     bump allocation in blocks that are kept; a warm arena asks the heap for nothing.
// Leaves out destructors: only trivially destructible things live here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fleetsim::rules {

class Arena {
  public:
    /// Room for `count` objects of T, not yet constructed. Valid until reset().
    template <class T>
    std::span<T> allocate(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T>);
        return {static_cast<T*>(take(count * sizeof(T))), count};
    }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        auto* bytes = static_cast<char*>(take(text.size()));
        std::memcpy(bytes, text.data(), text.size());
        return {bytes, text.size()};
    }

    template <class T>
    std::span<const T> copy(std::span<const T> items) {
        const std::span<T> room = allocate<T>(items.size());
        std::uninitialized_copy(items.begin(), items.end(), room.begin());
        return room;
    }

    /// Forgets everything. The first blocks are kept for the next evaluation.
    void reset() {
        if (blocks_.size() > kKeptBlocks) blocks_.resize(kKeptBlocks);
        current_ = 0;
        used_ = 0;
    }

  private:
    struct Block {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size;
    };
    static constexpr std::size_t kBlockSize = 16 * 1024;
    static constexpr std::size_t kKeptBlocks = 8;

    void* take(std::size_t size) {
        size = (size + 7) & ~std::size_t{7};
        while (current_ < blocks_.size() && used_ + size > blocks_[current_].size) {
            ++current_;
            used_ = 0;
        }
        if (current_ == blocks_.size()) {
            const std::size_t room = std::max(size, kBlockSize);
            blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[room]), room});
            used_ = 0;
        }
        std::byte* place = blocks_[current_].bytes.get() + used_;
        used_ += size;
        return place;
    }

    std::vector<Block> blocks_;
    std::size_t current_ = 0;
    std::size_t used_ = 0;
};

}  // namespace fleetsim::rules
