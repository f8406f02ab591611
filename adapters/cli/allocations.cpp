// SPDX-License-Identifier: MIT
// Counts what operator new gives out. A relaxed addition costs nothing beside an allocation.
#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

// A sanitizer replaces new and delete itself. GCC and clang tell in two ways.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

namespace {

std::atomic<std::uint64_t> asked = 0;

} // namespace

namespace goldbox::cli {

std::uint64_t allocations()
{
    return asked.load(std::memory_order_relaxed);
}

} // namespace goldbox::cli

#ifndef SANITIZED
// Not inlined: g++ would see malloc behind new, free behind delete, and take the pair for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    asked.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
#endif
