#include "sim/huge_block.hpp"

#include <cstdint>
#include <new>
#include <sys/mman.h>

namespace fleetsim::sim {

namespace {
constexpr std::size_t kSmallPage = 4096;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

constexpr std::size_t round_up(std::size_t bytes, std::size_t step) {
    return (bytes + step - 1) / step * step;
}
}  // namespace

HugeBlock::HugeBlock(std::size_t bytes) {
    const std::size_t page = bytes < kHugePage ? kSmallPage : kHugePage;
    bytes_ = round_up(bytes, page);
    // A huge page needs an aligned address, and mmap gives any: map one page more, cut the ends
    // off.
    const std::size_t mapped = bytes_ + page;
    void* memory =
        mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    const std::size_t before = round_up(address, page) - address;
    auto* const start = static_cast<std::byte*>(memory) + before;
    if (before != 0) munmap(memory, before);
    if (before != page) munmap(start + bytes_, page - before);
    // Advice only: without huge pages everything works, slower.
    if (page == kHugePage) madvise(start, bytes_, MADV_HUGEPAGE);
    start_ = start;
}

void HugeBlock::touch() {
    // One write a small page: huge ones may have been refused.
    for (std::size_t at = 0; at < bytes_; at += kSmallPage)
        static_cast<volatile std::byte*>(start_)[at] = std::byte{0};
}

HugeBlock::~HugeBlock() {
    if (start_ != nullptr) munmap(start_, bytes_);
}

}  // namespace fleetsim::sim
