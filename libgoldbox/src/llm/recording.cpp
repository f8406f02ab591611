// SPDX-License-Identifier: MIT
#include <goldbox/llm/recording.hpp>
#include <goldbox/llm/scripted.hpp>

#include "llm/canonical.hpp"
#include "llm/look.hpp"

#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <utility>

namespace goldbox::llm {
namespace {

/// Behind the host: `/v1/chat/completions`.
std::string_view path_of(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    return url.substr(std::min(url.find('/', host), url.size()));
}

/// Notes what passes on its way to another sink.
class Recorded final : public TransferSink {
public:
    Recorded(std::shared_ptr<const WireRequest> request, std::shared_ptr<TransferSink> sink,
             std::shared_ptr<std::mutex> mutex, std::function<void(std::string_view)> write)
        : request_(std::move(request)), sink_(std::move(sink)), mutex_(std::move(mutex)), write_(std::move(write))
    {
    }

    void connected() override { sink_->connected(); }
    void head(HttpHead head) override
    {
        head_ = head;
        sink_->head(std::move(head));
    }
    bool body(std::string_view bytes) override
    {
        reply_ += bytes;
        return sink_->body(bytes);
    }
    void ended(const std::optional<TransferFailure>& failure) override
    {
        if (!failure) {
            const std::lock_guard lock(*mutex_);
            write_(line());
        }
        sink_->ended(failure);
    }

private:
    [[nodiscard]] std::string line() const
    {
        std::string text;
        json::Writer out(text);
        out.begin_object().member("request", fingerprint(*request_).hex()).member("method", request_->method);
        out.member("path", path_of(request_->url));
        if (json::read(request_->body)) out.key("body").raw(request_->body);
        out.member("status", head_.status).key("headers").begin_object();
        for (const auto& [name, value] : head_.headers) {
            if (name == "content-type" || name.starts_with("retry-after")) out.member(name, value);
        }
        out.end_object().member("reply", reply_).end_object();
        return text + "\n";
    }

    std::shared_ptr<const WireRequest> request_;
    std::shared_ptr<TransferSink> sink_;
    std::shared_ptr<std::mutex> mutex_;
    std::function<void(std::string_view)> write_;
    HttpHead head_;
    std::string reply_;
};

class Recorder final : public Transport {
public:
    Recorder(Transport& inner, std::function<void(std::string_view)> write) : inner_(inner), write_(std::move(write)) {}

    void start(std::shared_ptr<const WireRequest> request, std::shared_ptr<TransferSink> sink,
               std::stop_token stop) override
    {
        auto recorded = std::make_shared<Recorded>(request, std::move(sink), mutex_, write_);
        inner_.start(std::move(request), std::move(recorded), std::move(stop));
    }
    Timestamp now() override { return inner_.now(); }
    AlarmId call_at(Timestamp at, std::function<void()> ring) override { return inner_.call_at(at, std::move(ring)); }
    void forget(AlarmId alarm) override { inner_.forget(alarm); }
    void wait(Done& done) override { inner_.wait(done); }

private:
    Transport& inner_;
    std::shared_ptr<std::mutex> mutex_ = std::make_shared<std::mutex>();
    std::function<void(std::string_view)> write_;
};

/// The recorded replies of each request, and which comes next.
struct Track {
    std::vector<ScriptedReply> replies;
    std::size_t next = 0;
};

Result<std::pair<Hash, ScriptedReply>> read_line(std::string_view line, std::uint32_t number)
{
    auto document = json::read(line, {.file = "recording"});
    if (!document) {
        document.error().where.line = number;
        return unexpected(document.error());
    }
    const auto hash = Hash::from_hex(text_at(document->root, "request"));
    if (!hash) {
        return fail(Code::invalid, "llm.bad_recording", "the line has no request's hash",
                    {.file = "recording", .line = number});
    }
    ScriptedReply reply;
    reply.status = static_cast<int>(integer_at(document->root, "status").value_or(200));
    reply.body = text_at(document->root, "reply");
    if (const json::Value* headers = document->root.find("headers"); headers && headers->is(json::Kind::object)) {
        for (const json::Member& each : headers->object()) {
            if (each.value.is(json::Kind::string)) {
                reply.headers.emplace_back(each.name, each.value.string());
            }
        }
    }
    return std::pair(*hash, std::move(reply));
}

} // namespace

Hash fingerprint(const WireRequest& request)
{
    Hasher hasher;
    hasher.add_sized(request.method).add_sized(path_of(request.url)).add_sized(canonical(request.body));
    return hasher.finish();
}

std::unique_ptr<Transport> make_recorder(Transport& inner, std::function<void(std::string_view line)> write)
{
    return std::make_unique<Recorder>(inner, std::move(write));
}

Result<std::unique_ptr<Transport>> make_replay(std::string_view recording)
{
    auto tracks = std::make_shared<std::map<Hash, Track>>();
    std::uint32_t number = 0;
    while (!recording.empty()) {
        const std::string_view line = recording.substr(0, recording.find('\n'));
        recording.remove_prefix(std::min(recording.size(), line.size() + 1));
        ++number;
        if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
        GOLDBOX_TRY(auto read, read_line(line, number));
        (*tracks)[read.first].replies.push_back(std::move(read.second));
    }
    auto replay = std::make_unique<ScriptedProvider>();
    replay->answer_by([tracks](const WireRequest& request) {
        const auto found = tracks->find(fingerprint(request));
        if (found == tracks->end()) {
            ScriptedReply missing;
            missing.refuse_connection = true;
            return missing;
        }
        Track& track = found->second;
        const ScriptedReply reply = track.replies[track.next];
        track.next = std::min(track.next + 1, track.replies.size() - 1);
        return reply;
    });
    return replay;
}

} // namespace goldbox::llm
