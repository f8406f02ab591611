// SPDX-License-Identifier: MIT
#include "call_stack.hpp"

#include <utility>

namespace goldbox::narrative {

Frame* FramePool::make()
{
    if (free_.empty()) {
        frames_.push_back(std::make_unique<Frame>());
        frames_.back()->pool = this;
        frames_.back()->temporaries.reserve(Frame::usual_temporaries);
        free_.reserve(frames_.capacity());
        free_.push_back(frames_.back().get());
    }
    Frame* frame = free_.back();
    free_.pop_back();
    frame->references = 1;
    return frame;
}

Frame* FramePool::copy(const Frame& frame)
{
    Frame* made = make();
    made->kind = frame.kind;
    made->evaluating = frame.evaluating;
    made->address = frame.address;
    made->output_start = frame.output_start;
    made->stack_height = frame.stack_height;
    made->depth = frame.depth;
    made->parent = frame.parent;
    made->temporaries = frame.temporaries;
    if (made->parent) ++made->parent->references;
    return made;
}

void FramePool::release(Frame* frame)
{
    while (frame && --frame->references == 0) {
        Frame* parent = frame->parent;
        frame->parent = nullptr;
        frame->temporaries.clear();
        free_.push_back(frame);
        frame = parent;
    }
}

Thread::Thread(const Thread& other) : index(other.index), previous(other.previous), top_(other.top_)
{
    if (top_) ++top_->references;
}

Thread::Thread(Thread&& other) noexcept
    : index(other.index), previous(other.previous), top_(std::exchange(other.top_, nullptr))
{
}

Thread& Thread::operator=(Thread other) noexcept
{
    std::swap(index, other.index);
    std::swap(previous, other.previous);
    std::swap(top_, other.top_);
    return *this;
}

Thread::~Thread()
{
    if (top_) top_->pool->release(top_);
}

void Thread::unshare()
{
    Frame* copy = top_->pool->copy(*top_);
    --top_->references;
    top_ = copy;
}

Frame& Thread::own(std::uint32_t depth)
{
    Frame* frame = &own();
    while (frame->depth > depth) {
        if (frame->parent->references > 1) {
            Frame* copy = frame->pool->copy(*frame->parent);
            --frame->parent->references;
            frame->parent = copy;
        }
        frame = frame->parent;
    }
    return *frame;
}

const Frame* Thread::at(std::uint32_t depth) const
{
    const Frame* frame = top_;
    while (frame && frame->depth > depth) frame = frame->parent;
    return frame && frame->depth == depth ? frame : nullptr;
}

void Thread::push(FrameKind kind)
{
    Frame* frame = top_->pool->make();
    frame->kind = kind;
    frame->evaluating = false;
    frame->address = top_->address;
    frame->output_start = 0;
    frame->stack_height = 0;
    frame->depth = top_->depth + 1;
    frame->parent = top_;
    top_ = frame;
}

void Thread::pop()
{
    Frame* outer = top_->parent;
    if (--top_->references == 0) {
        top_->references = 1;
        top_->parent = nullptr;
        top_->pool->release(top_);
    } else {
        ++outer->references;
    }
    top_ = outer;
}

} // namespace goldbox::narrative
