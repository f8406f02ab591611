// SPDX-License-Identifier: MIT
#include <goldbox/narrative/session.hpp>

#include "machine.hpp"

#include <goldbox/base/try.hpp>

namespace goldbox::narrative {

Session::Session(std::shared_ptr<const Story> story, const SessionOptions& options)
{
    const Program& program = story->program();
    machine_ = std::make_unique<Machine>(program, std::move(story), options);
}

Session::Session(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

bool Session::can_continue() const
{
    return machine_->can_continue();
}

Result<Line> Session::advance()
{
    return machine_->advance();
}

Result<std::optional<Line>> Session::advance_within(std::uint64_t steps)
{
    return machine_->advance_within(steps);
}

Result<std::string> Session::advance_all()
{
    return machine_->advance_all();
}

std::span<const Choice> Session::choices() const
{
    return machine_->choices();
}

Result<void> Session::choose(std::size_t index)
{
    return machine_->choose(index);
}

std::span<const Problem> Session::problems() const
{
    return machine_->problems();
}

Result<void> Session::choose_path(std::string_view path, std::span<const Value> arguments, bool reset_call_stack)
{
    return machine_->choose_path(path, arguments, reset_call_stack);
}

std::optional<Value> Session::variable(std::string_view name) const
{
    return machine_->variable(name);
}

Result<void> Session::set_variable(std::string_view name, const Value& value)
{
    return machine_->set_variable(name, value);
}

std::int32_t Session::visits(std::string_view path) const
{
    return machine_->visits(path);
}

std::int32_t Session::turn() const
{
    return machine_->turn();
}

Result<Session::Evaluation> Session::evaluate(std::string_view function, std::span<const Value> arguments)
{
    return machine_->evaluate(function, arguments);
}

Result<void> Session::observe(std::string_view variable)
{
    return machine_->observe(variable);
}

void Session::stop_observing(std::string_view variable)
{
    machine_->stop_observing(variable);
}

std::vector<ExternalAnswer> Session::take_answers()
{
    return machine_->take_answers();
}

SessionDelta Session::take_delta()
{
    return machine_->take_delta();
}

SessionState Session::state() const
{
    return machine_->state();
}

Result<Session::Resumed> Session::resume(std::shared_ptr<const Story> story, const SessionState& state,
                                         const SessionOptions& options)
{
    Session session(std::move(story), options);
    GOLDBOX_TRY(std::vector<Problem> moved, session.machine_->resume(state));
    return Resumed{std::move(session), std::move(moved)};
}

std::string Session::save() const
{
    return machine_->save();
}

Result<Session::Resumed> Session::load(std::shared_ptr<const Story> story, std::string_view save_json,
                                       const SessionOptions& options)
{
    Session session(std::move(story), options);
    GOLDBOX_TRY(std::vector<Problem> moved, session.machine_->load(save_json));
    return Resumed{std::move(session), std::move(moved)};
}

std::string_view Session::flow() const
{
    return machine_->flow();
}

std::vector<std::string> Session::flows() const
{
    return machine_->flow_names();
}

Result<void> Session::switch_flow(std::string_view name)
{
    return machine_->switch_flow(name);
}

Result<void> Session::remove_flow(std::string_view name)
{
    return machine_->remove_flow(name);
}

void Session::reset()
{
    machine_->reset();
}

void Session::reset_call_stack()
{
    machine_->reset_call_stack();
}

void Session::reset_variables()
{
    machine_->reset_variables();
}

const Story& Session::story() const
{
    return *machine_->story();
}

std::size_t Session::memory_bytes() const
{
    return machine_->memory_bytes();
}

} // namespace goldbox::narrative
