// SPDX-License-Identifier: MIT
// Dice from the command line: roll, statistics of one expression or of a file of them, measurement.
#include "allocations.hpp"
#include "commands.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/dice/statistics.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <random>

namespace goldbox::cli {
namespace {

using dice::Expression;

constexpr std::uint32_t command_line_stream = 0xD1CE; // rolls that belong to no game

/// Values of `--set name=value`, in the order in which an expression asks for them.
Result<std::vector<std::int64_t>> values_for(const Expression& expression, const std::vector<std::string>& settings)
{
    std::vector<std::int64_t> values;
    for (const std::string& path : expression.paths()) {
        const auto found = std::ranges::find_if(settings, [&](const std::string& setting) {
            return setting.starts_with(path) && setting.size() > path.size() && setting[path.size()] == '=';
        });
        if (found == settings.end()) {
            return fail(Code::invalid, "dice.value",
                        "no value is given for @" + path + "; add --set " + path + "=NUMBER");
        }
        const char* const begin = found->data() + path.size() + 1;
        const char* const end = found->data() + found->size();
        std::int64_t value = 0;
        const auto read = std::from_chars(begin, end, value);
        if (read.ec != std::errc() || read.ptr != end) {
            return fail(Code::usage, "cli.usage", "--set " + *found + ": no whole number");
        }
        values.push_back(value);
    }
    return values;
}

bool is_of_dice(const Error& error)
{
    return error.reason.starts_with("dice.");
}

std::size_t offset_of(std::string_view text, const Where& where)
{
    std::size_t line_begin = 0;
    for (std::uint32_t line = 1; line < where.line; ++line) line_begin = text.find('\n', line_begin) + 1;
    return line_begin + (where.column == 0 ? 0 : where.column - 1);
}

/// `"valid":false,"error":{...}`
void write_invalid(json::Writer& out, std::string_view text, const Error& error)
{
    out.member("valid", false).key("error").begin_object();
    out.member("kind", std::string_view(error.reason).substr(std::string_view("dice.").size()));
    out.member("message", error.message).member("line", error.where.line).member("column", error.where.column);
    out.member("offset", static_cast<std::uint64_t>(offset_of(text, error.where))).end_object();
}

/// An expression that is refused: an answer, not a failure of the program.
Result<Exit> report_invalid(Context& context, std::string_view text, const Error& error)
{
    if (!is_of_dice(error)) return unexpected(error);
    std::string line;
    json::Writer out(line);
    out.begin_object();
    write_invalid(out, text, error);
    out.end_object();
    context.out.line(line);
    if (!context.json()) {
        context.err.line(printable("goldbox: column " + std::to_string(error.where.column) + ": " + error.message));
    }
    return Exit::refused;
}

void write_number(json::Writer& out, dice::Number number)
{
    if (number.denominator == 1)
        out.value(number.numerator);
    else
        out.value(number.as_double());
}

void write_die(json::Writer& out, const dice::Die& die)
{
    static constexpr struct {
        dice::Mark mark;
        std::string_view name;
    } names[] = {{dice::dropped, "dropped"},   {dice::rerolled, "rerolled"}, {dice::exploded, "exploded"},
                 {dice::extra, "extra"},       {dice::folded, "folded"},     {dice::raised, "raised"},
                 {dice::lowered, "lowered"},   {dice::success, "success"},   {dice::failure, "failure"},
                 {dice::critical, "critical"}, {dice::fumble, "fumble"}};
    out.begin_object().member("face", die.face).key("value");
    write_number(out, die.value);
    out.member("counts", die.counts()).key("marks").begin_array();
    for (const auto& [mark, name] : names) {
        if ((die.marks & mark) != 0) out.value(name);
    }
    out.end_array().end_object();
}

std::string roll_json(const Expression& expression, const dice::Roll& roll, bool with_dice)
{
    std::string line;
    json::Writer out(line);
    out.begin_object().key("total");
    write_number(out, roll.total);
    out.member("text", expression.text(roll));
    if (with_dice) {
        out.member("markdown", expression.markdown(roll)).key("terms").begin_array();
        for (const dice::Term& term : roll.terms) {
            out.begin_object().member("at", static_cast<std::uint64_t>(term.at)).member("count", term.count);
            out.member("faces", term.faces).key("total");
            write_number(out, term.total);
            out.key("dice").begin_array();
            for (const dice::Die& die : term.dice) write_die(out, die);
            out.end_array().end_object();
        }
        out.end_array();
        if (!expression.comment().empty()) out.member("comment", expression.comment());
    }
    out.end_object();
    return line;
}

// --- statistics ------------------------------------------------------------------------------------------------------

template <class T>
void write_or_null(json::Writer& out, std::string_view name, const std::optional<T>& value)
{
    out.key(name);
    if (value)
        out.value(*value);
    else
        out.null();
}

void write_exact(json::Writer& out, std::string_view name, const std::optional<dice::Exact>& value)
{
    std::optional<std::string> fraction;
    std::optional<double> nearest;
    if (value) fraction = value->fraction, nearest = value->nearest;
    write_or_null(out, name, fraction);
    write_or_null(out, std::string(name) + "_f", nearest);
}

void write_statistics(json::Writer& out, const Expression& expression, const dice::Statistics& statistics, bool pmf)
{
    out.member("valid", true).member("normal", expression.normal());
    write_or_null(out, "min", statistics.min);
    write_or_null(out, "max", statistics.max);
    write_exact(out, "mean", statistics.mean);
    write_exact(out, "var", statistics.variance);
    out.member("unbounded", statistics.unbounded);
    if (!pmf) return;
    out.key("pmf");
    if (!statistics.distribution) {
        out.null();
        return;
    }
    out.begin_array();
    for (std::size_t i = 0; i < statistics.distribution->size(); ++i) {
        const dice::Number value = statistics.distribution->value(i);
        out.begin_array().value(dice::to_string(value)).value(statistics.distribution->exact(i)).end_array();
    }
    out.end_array();
}

struct Statistic {
    Expression expression;
    dice::Statistics statistics;
};

Result<Statistic> calculate(std::string_view text, const dice::Options& options,
                            const std::vector<std::string>& settings)
{
    GOLDBOX_TRY(Expression expression, Expression::compile(text, options));
    GOLDBOX_TRY(const std::vector<std::int64_t> values, values_for(expression, settings));
    GOLDBOX_TRY(dice::Statistics statistics, dice::statistics(expression, values));
    return Statistic{std::move(expression), std::move(statistics)};
}

dice::Options options_of(const DiceCommand& command)
{
    dice::Options options{.dialect = dice::dialect_named(command.dialect).value_or(dice::Dialect::avrae)};
    if (command.advantage) options.advantage = dice::Advantage::advantage;
    if (command.disadvantage) options.advantage = dice::Advantage::disadvantage;
    options.comment = command.comment;
    return options;
}

/// One line of a batch; `text` is its expression.
Result<std::string> batch_line(std::string_view line, const DiceCommand& command, const Where& where)
{
    auto document = json::read(line);
    if (!document) {
        Error error = std::move(document).error();
        error.where = where;
        return unexpected(std::move(error));
    }
    const json::Value& row = document->root;
    const json::Value* text = row.find("expr");
    const json::Value* dialect = row.find("dialect");
    const bool readable = text && text->is(json::Kind::string) && (!dialect || dialect->is(json::Kind::string));
    const auto named = dialect && readable ? dice::dialect_named(dialect->string()) : dice::Dialect::avrae;
    if (!readable || !named) {
        return fail(Code::invalid, "cli.bad_batch", "a line needs a text \"expr\" and may name a known \"dialect\"",
                    where);
    }
    dice::Options options = options_of(command);
    if (dialect) options.dialect = *named;
    std::string answer;
    json::Writer out(answer);
    out.begin_object();
    if (const json::Value* id = row.find("id")) out.key("id").value(*id);
    const auto statistic = calculate(text->string(), options, command.settings);
    if (statistic)
        write_statistics(out, statistic->expression, statistic->statistics, command.pmf);
    else if (is_of_dice(statistic.error()))
        write_invalid(out, text->string(), statistic.error());
    else
        return unexpected(statistic.error());
    out.end_object();
    return answer;
}

Result<Exit> batch(Context& context, const DiceCommand& command)
{
    GOLDBOX_TRY(const std::string text, read_file(command.batch));
    std::uint32_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        GOLDBOX_TRY(const std::string answer,
                    batch_line(line, command, {.file = command.batch, .line = number, .column = 1}));
        context.out.line(answer);
    }
    return Exit::done;
}

std::uint64_t any_seed()
{
    std::random_device device; // a throw of the dice that nobody asked to repeat
    return (std::uint64_t{device()} << 32 | device()) >> 1;
}

// --- measurement -----------------------------------------------------------------------------------------------------

double cpu_nanoseconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

} // namespace

Result<Exit> dice_roll(Context& context, const DiceCommand& command)
{
    const auto expression = Expression::compile(command.expression, options_of(command));
    if (!expression) return report_invalid(context, command.expression, expression.error());
    const auto values = values_for(*expression, command.settings);
    if (!values) return report_invalid(context, command.expression, values.error());
    Draw at{.seed = command.seed ? *command.seed : any_seed(), .stream = command_line_stream};
    for (std::uint32_t i = 0; i < command.count; ++i) {
        at.counter = i;
        const auto roll = expression->roll(at, *values);
        if (!roll) return report_invalid(context, command.expression, roll.error());
        const std::string line = roll_json(*expression, *roll, command.dice);
        context.out.line(context.json() ? line : printable(expression->text(*roll)));
    }
    return Exit::done;
}

Result<Exit> dice_stats(Context& context, const DiceCommand& command)
{
    if (!command.batch.empty()) return batch(context, command);
    const auto statistic = calculate(command.expression, options_of(command), command.settings);
    if (!statistic) return report_invalid(context, command.expression, statistic.error());
    std::string line;
    json::Writer out(line);
    out.begin_object();
    write_statistics(out, statistic->expression, statistic->statistics, command.pmf);
    out.end_object();
    context.out.line(line);
    return Exit::done;
}

Result<Exit> dice_bench(Context& context, const DiceCommand& command)
{
    const dice::Options options = options_of(command);
    const auto expression = Expression::compile(command.expression, options);
    if (!expression) return report_invalid(context, command.expression, expression.error());
    GOLDBOX_TRY(const std::vector<std::int64_t> values, values_for(*expression, command.settings));
    if (const auto trial = expression->total({}, values); !trial) {
        return report_invalid(context, command.expression, trial.error());
    }

    std::uint64_t hash = 0; // what was rolled, so that nothing is optimised away and a wrong answer shows
    const std::uint32_t parses = std::min(command.count, 100'000u);
    const double before_parsing = cpu_nanoseconds();
    for (std::uint32_t i = 0; i < parses; ++i) hash += Expression::compile(command.expression, options).has_value();
    const double parse = (cpu_nanoseconds() - before_parsing) / parses;

    Draw at{.seed = command.seed.value_or(42), .stream = command_line_stream};
    const std::uint64_t allocations_before = allocations();
    const double before_rolling = cpu_nanoseconds();
    for (std::uint32_t i = 0; i < command.count; ++i) {
        at.counter = i;
        const auto total = expression->total(at, values);
        hash = hash * 31 + (total ? static_cast<std::uint64_t>(total->numerator) : 1);
    }
    const double roll = (cpu_nanoseconds() - before_rolling) / command.count;
    const auto allocated = static_cast<double>(allocations() - allocations_before);

    std::string line;
    json::Writer out(line);
    out.begin_object().member("expr", command.expression).member("count", command.count).member("parse_ns", parse);
    out.member("roll_ns", roll).member("allocations_per_roll", allocated / command.count);
    out.member("hash", static_cast<std::uint32_t>(hash)).end_object();
    context.out.line(line);
    return Exit::done;
}

} // namespace goldbox::cli
