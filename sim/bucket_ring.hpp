// BucketRing: a ring of 4096 unordered bags. The store behind every level of the wheel.
//
//   tails_[bucket] --------------------------------------+
//                                                        v
//   chunk | previous | entries ... to the last byte |  chunk | previous | entries ... | free |
//              |  ^                                              |
//        null <+  +----------------------------------------------+
//   chunks_         how many each bucket has
//   occupied_       one bit a bucket, so that empty ones are skipped
//
// A chunk's size is a power of two and its address a multiple of it, so a tail - where the next
// entry goes - tells by itself where its chunk begins, and that it is full: then it is a multiple,
// too. An empty bag's tail is null, which is one. So 4096 tails take 32 KiB, and a push is a test
// and a store. A bag is taken out whole, walked as often as needed, and its chunks then go back to
// a free list. Chunks are small where bags are small, so that half-filled ones cost little.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/bucket_set.hpp"
#include "sim/huge_block.hpp"

namespace fleetsim::sim {

template <class Entry>
class BucketRing {
    struct Chunk {
        Chunk* previous;
    };

  public:
    static constexpr unsigned kBits = BucketSet::kBits;
    static constexpr std::size_t kBuckets = std::size_t{1} << kBits;
    static constexpr std::size_t kMask = kBuckets - 1;

    /// `expected` entries at once; only the size of chunks and blocks depends on it.
    explicit BucketRing(std::size_t expected)
        : block_bytes_(block_bytes_for(expected)),
          chunk_mask_(chunk_bytes_for(expected) - 1),
          first_entry_(chunk_bytes() - capacity() * sizeof(Entry)) {}

    /// Short enough to be a part of every handler.
    [[gnu::always_inline]] void push(std::size_t bucket, const Entry& entry) {
        Entry* const next = tails_[bucket];
        if (is_full(next)) [[unlikely]]
            return push_into_new_chunk(bucket, entry);
        store(next, bucket, entry);
    }

    /// What a bucket held. Its entries stay in place until give_back(), whatever is pushed.
    class Bag {
      public:
        std::size_t size() const { return size_; }

      private:
        friend class BucketRing;
        Entry* tail_ = nullptr;
        std::size_t size_ = 0;
    };

    /// Leaves the bucket empty. To be given back.
    Bag take(std::size_t bucket) {
        if (tails_[bucket] == nullptr) return {};
        occupied_.clear(bucket);
        Bag bag;
        bag.size_ = size_of(bucket);
        bag.tail_ = std::exchange(tails_[bucket], nullptr);
        chunks_[bucket] = 0;
        return bag;
    }
    /// Fetches what is seen first of a bag that is about to be taken. Inlined always: g++ 12 drops
    /// calls of a function that only prefetches.
    [[gnu::always_inline]] void prefetch(std::size_t bucket) const {
        if (tails_[bucket] != nullptr) prefetch_lines(chunk_of(tails_[bucket]), tails_[bucket]);
    }
    template <class Visit>
    void visit(const Bag& bag, Visit visit) const {
        visit_up_to(bag.tail_, visit);
    }
    /// The entries of a bag that stays in its bucket. Another thread may do so while this one
    /// pushes into other buckets.
    template <class Visit>
    void visit_bucket(std::size_t bucket, Visit visit) const {
        visit_up_to(tails_[bucket], visit);
    }
    void give_back(Bag bag) {
        Chunk* chunk = chunk_of(bag.tail_);
        while (chunk != nullptr) {
            Chunk* const previous = chunk->previous;
            chunk->previous = free_;
            free_ = chunk;
            chunk = previous;
        }
    }

    bool is_occupied(std::size_t bucket) const { return occupied_.has(bucket); }
    /// How many buckets after `bucket` the next occupied one lies, going round; 0 if it is itself;
    /// kBuckets if all are empty.
    std::size_t distance_to_occupied(std::size_t bucket) const {
        return occupied_.distance_from(bucket);
    }

    std::size_t size_of(std::size_t bucket) const {
        if (chunks_[bucket] == 0) return 0;
        return (chunks_[bucket] - 1) * capacity() + last_part_of(tails_[bucket]);
    }
    /// Of all buckets. Counted here, so that a push stores once.
    std::size_t size() const {
        std::size_t size = 0;
        for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) size += size_of(bucket);
        return size;
    }
    std::size_t bytes() const { return blocks_.size() * block_bytes_; }

  private:
    static constexpr std::size_t kCacheLine = 64;  ///< bytes
    static constexpr std::size_t kBytesAhead = 16 * kCacheLine;

    /// What the entries take, from 64 KiB to 2 MiB.
    static std::size_t block_bytes_for(std::size_t expected) {
        return std::clamp(std::bit_ceil(expected * sizeof(Entry)), std::size_t{64} << 10,
                          std::size_t{2} << 20);
    }
    /// About two chunks to a bag, from 256 bytes to 4 KiB.
    static std::size_t chunk_bytes_for(std::size_t expected) {
        const std::size_t bag = expected / kBuckets * sizeof(Entry);
        return std::clamp(std::bit_ceil(bag / 2 + 1), std::size_t{256}, std::size_t{4} << 10);
    }
    std::size_t chunk_bytes() const { return chunk_mask_ + 1; }
    std::size_t capacity() const { return (chunk_bytes() - sizeof(Chunk)) / sizeof(Entry); }

    template <class Visit>
    void visit_up_to(const Entry* tail, Visit visit) const {
        std::size_t in_chunk = last_part_of(tail);
        for (Chunk* chunk = chunk_of(tail); chunk != nullptr; chunk = chunk->previous) {
            if (const Chunk* const next = chunk->previous; next != nullptr)
                prefetch_lines(next, reinterpret_cast<const std::byte*>(next) + chunk_bytes());
            visit(std::span<const Entry>(entries_of(chunk), in_chunk));
            in_chunk = capacity();
        }
    }
    /// The first lines of a chunk that ends there. The rest the processor fetches ahead by itself,
    /// once it sees somebody walk along.
    [[gnu::always_inline]] static void prefetch_lines(const Chunk* chunk, const void* end) {
        const auto* line = reinterpret_cast<const std::byte*>(chunk);
        const auto* const stop = std::min(static_cast<const std::byte*>(end), line + kBytesAhead);
        for (; line < stop; line += kCacheLine) __builtin_prefetch(line);
    }
    bool is_full(const Entry* tail) const {
        return (reinterpret_cast<std::uintptr_t>(tail) & chunk_mask_) == 0;
    }
    /// Of a tail that is not null: the chunk of the entry before it.
    Chunk* chunk_of(const Entry* tail) const {
        if (tail == nullptr) return nullptr;
        const auto last = reinterpret_cast<std::uintptr_t>(tail) - 1;
        return reinterpret_cast<Chunk*>(last & ~chunk_mask_);
    }
    /// How many entries the newest chunk of this tail holds; the others are full.
    std::size_t last_part_of(const Entry* tail) const {
        return tail == nullptr ? 0 : static_cast<std::size_t>(tail - entries_of(chunk_of(tail)));
    }
    Entry* entries_of(Chunk* chunk) const {
        return reinterpret_cast<Entry*>(reinterpret_cast<std::byte*>(chunk) + first_entry_);
    }

    void store(Entry* next, std::size_t bucket, const Entry& entry) {
        *next = entry;
        tails_[bucket] = next + 1;
    }
    /// By value: the usual entry, whose address nobody takes, lives in the handler's registers.
    [[gnu::noinline]] void push_into_new_chunk(std::size_t bucket, Entry entry) {
        store(grow(bucket), bucket, entry);
    }
    /// A chunk more for a bucket whose last one is full. Returns where its first entry goes.
    Entry* grow(std::size_t bucket) {
        if (free_ == nullptr) add_block();
        Chunk* const chunk = free_;
        free_ = chunk->previous;
        __builtin_prefetch(free_, 1);  // for the next time
        chunk->previous = chunk_of(tails_[bucket]);
        occupied_.set(bucket);
        ++chunks_[bucket];
        return entries_of(chunk);
    }
    void add_block() {
        blocks_.emplace_back(block_bytes_);
        auto* start = static_cast<std::byte*>(blocks_.back().start());
        for (std::size_t at = 0; at < block_bytes_; at += chunk_bytes()) {
            auto* chunk = reinterpret_cast<Chunk*>(start + at);
            chunk->previous = free_;
            free_ = chunk;
        }
    }

    std::size_t block_bytes_;
    std::size_t chunk_mask_;   ///< a chunk's size less one
    std::size_t first_entry_;  ///< so that the last one ends with its chunk
    Chunk* free_ = nullptr;
    std::array<Entry*, kBuckets> tails_{};
    std::array<std::uint32_t, kBuckets> chunks_{};  ///< of each bucket; all but one are full
    BucketSet occupied_;
    std::vector<HugeBlock> blocks_;
};

}  // namespace fleetsim::sim
