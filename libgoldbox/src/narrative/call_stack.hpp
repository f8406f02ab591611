#pragma once
// SPDX-License-Identifier: MIT
// Frames with shared parents. A thread is its innermost frame; a fork shares it, and whoever writes first gets a copy
// of that frame alone. So a choice or a snapshot costs one counter.

#include "datum.hpp"
#include "program.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace goldbox::narrative {

enum class FrameKind : std::uint8_t { tunnel, function, from_host };

class FramePool;

struct Frame {
    struct Temporary {
        std::uint32_t name;
        Datum value;
    };
    static constexpr std::size_t usual_temporaries = 4;
    std::uint32_t references = 0;
    FrameKind kind = FrameKind::tunnel;
    bool evaluating = false;
    std::uint32_t address = none;   ///< where this frame goes on; its own call while it waits for an inner one
    std::int32_t output_start = 0;  ///< where its output began; -1 when words came
    std::uint32_t stack_height = 0; ///< of the evaluation stack, when called by the host
    std::uint32_t depth = 1;
    Frame* parent = nullptr;
    FramePool* pool = nullptr;
    std::vector<Temporary> temporaries;
};

/// Frames that are used again.
class FramePool {
public:
    FramePool() = default;
    FramePool(const FramePool&) = delete;
    FramePool& operator=(const FramePool&) = delete;

    [[nodiscard]] Frame* make();
    [[nodiscard]] Frame* copy(const Frame& frame); ///< the parent is shared
    void release(Frame* frame);                    ///< gives up one reference, and those of parents that nobody holds
    [[nodiscard]] std::size_t used() const { return frames_.size() - free_.size(); }
    [[nodiscard]] std::size_t bytes() const
    {
        return frames_.size() * (sizeof(Frame) + Frame::usual_temporaries * sizeof(Frame::Temporary));
    }

private:
    std::vector<std::unique_ptr<Frame>> frames_;
    std::vector<Frame*> free_;
};

/// A line of control: what a choice remembers and a `<-` starts.
class Thread {
public:
    Thread() = default;
    /// Takes over the reference of a frame just made.
    explicit Thread(Frame* top) : top_(top) {}
    Thread(const Thread& other);
    Thread(Thread&& other) noexcept;
    Thread& operator=(Thread other) noexcept;
    ~Thread();

    [[nodiscard]] const Frame& top() const { return *top_; }
    [[nodiscard]] bool empty() const { return top_ == nullptr; }
    [[nodiscard]] std::uint32_t depth() const { return top_->depth; }
    /// The innermost frame, whoever shares it: to be written to only while nobody does.
    [[nodiscard]] Frame& innermost() { return *top_; }
    /// The innermost frame, to be written to.
    [[nodiscard]] Frame& own()
    {
        if (top_->references > 1) unshare();
        return *top_;
    }
    /// The frame at a depth (1 is the outermost), to be written to.
    [[nodiscard]] Frame& own(std::uint32_t depth);
    [[nodiscard]] const Frame* at(std::uint32_t depth) const; ///< null when there is none
    void push(FrameKind kind);
    void pop();

    std::uint32_t index = 0;
    std::uint32_t previous = none; ///< address of the last step

private:
    void unshare();
    Frame* top_ = nullptr;
};

} // namespace goldbox::narrative
