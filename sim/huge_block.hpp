// HugeBlock: a large piece of zeroed memory, on 2 MB pages where the system grants them. At sizes
// beyond the reach of the TLB they halve the cost of a random access (docs/kernel.md). A piece
// below 2 MB lies on small pages.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace fleetsim::sim {

class HugeBlock {
  public:
    HugeBlock() = default;
    /// Throws std::bad_alloc.
    explicit HugeBlock(std::size_t bytes);
    ~HugeBlock();
    HugeBlock(HugeBlock&& other) noexcept
        : start_(std::exchange(other.start_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    HugeBlock& operator=(HugeBlock&& other) noexcept {
        std::swap(start_, other.start_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }

    /// Has the system provide the memory now rather than at the first access. The block is new.
    void touch();

    void* start() const { return start_; }
    std::size_t bytes() const { return bytes_; }

  private:
    void* start_ = nullptr;
    std::size_t bytes_ = 0;
};

/// An array of zeroed rows in a huge block, for the hot state of many devices.
template <class Row>
class HugeArray {
    static_assert(std::is_trivially_copyable_v<Row> && std::is_trivially_destructible_v<Row>);

  public:
    explicit HugeArray(std::size_t count) : block_(count * sizeof(Row) + 1), count_(count) {
        block_.touch();
    }

    Row& operator[](std::size_t at) { return static_cast<Row*>(block_.start())[at]; }
    std::span<const Row> rows() const { return {static_cast<const Row*>(block_.start()), count_}; }

  private:
    HugeBlock block_;
    std::size_t count_;
};

}  // namespace fleetsim::sim
