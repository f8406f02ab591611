// SPDX-License-Identifier: MIT
#include "content/remarks.hpp"

#include <goldbox/base/text.hpp>

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace goldbox::content {

std::string quoted(std::string_view text)
{
    return '"' + printable(text.substr(0, 120)) + '"';
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known)
{
    const std::string_view near = nearest(name, known);
    return near.empty() ? std::string() : " (did you mean " + quoted(near) + "?)";
}

std::size_t Places::ask(const TextFile& file, std::vector<json::Step> path)
{
    asked_.emplace_back(&file, std::move(path));
    return asked_.size() - 1;
}

std::vector<Where> Places::find() const
{
    std::map<const TextFile*, std::vector<std::size_t>> by_file;
    for (std::size_t i = 0; i < asked_.size(); ++i) by_file[asked_[i].first].push_back(i);
    std::vector<Where> found(asked_.size());
    for (const auto& [file, asked] : by_file) {
        std::vector<std::span<const json::Step>> paths;
        for (const std::size_t i : asked) paths.emplace_back(asked_[i].second);
        std::vector<Where> places = json::locate_all(file->text, paths, file->options());
        for (std::size_t i = 0; i < asked.size(); ++i) found[asked[i]] = std::move(places[i]);
    }
    return found;
}

bool Remarks::admit(Severity severity)
{
    errors_ = errors_ || severity == Severity::error;
    return !full();
}

void Remarks::add(Diagnostic remark)
{
    if (admit(remark.severity)) remarks_.push_back({std::move(remark)});
}

void Remarks::add(Severity severity, std::string code, std::string message, const TextFile& file,
                  std::vector<json::Step> path)
{
    if (!admit(severity)) return;
    Remark& remark = remarks_.emplace_back();
    remark.said.severity = severity;
    remark.said.code = std::move(code);
    remark.said.message = std::move(message);
    remark.place = places_.ask(file, std::move(path));
}

std::vector<Diagnostic> Remarks::finish()
{
    const std::vector<Where> places = places_.find();
    for (Remark& remark : remarks_) {
        if (remark.place != place_known) remark.said.where = places[remark.place];
    }
    std::map<std::string_view, std::size_t> order;
    for (const Remark& remark : remarks_) order.try_emplace(remark.said.where.file, order.size());
    std::vector<Diagnostic> all;
    for (const Remark& remark : remarks_) all.push_back(remark.said);
    std::ranges::stable_sort(
        all, {}, [&](const Diagnostic& d) { return std::tuple(order.at(d.where.file), d.where.line, d.where.column); });
    if (more_) {
        all.push_back({errors_ ? Severity::error : Severity::warning,
                       "content.more",
                       "there is more to say; it will be said when these are mended",
                       {}});
    }
    return all;
}

} // namespace goldbox::content
