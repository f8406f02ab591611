// SPDX-License-Identifier: MIT
#include <goldbox/secrets/stores.hpp>

#include <goldbox/base/text.hpp>
#include <goldbox/base/try.hpp>
#include <goldbox/json/reader.hpp>
#include <goldbox/json/writer.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace goldbox::secrets {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

/// The members of an object: those that are texts, and the others as JSON, which are somebody else's.
struct Values {
    Texts texts, others;

    [[nodiscard]] const std::string* find(std::string_view name) const
    {
        const auto found = texts.find(name);
        return found == texts.end() || found->second.empty() ? nullptr : &found->second;
    }
    void set(std::string_view name, std::string_view value)
    {
        texts.insert_or_assign(std::string(name), std::string(value));
        if (const auto other = others.find(name); other != others.end()) others.erase(other);
    }
};

tl::unexpected<Error> not_found(std::string_view name, std::string_view where)
{
    return fail(Code::not_found, "llm.secret_not_found",
                "there is no secret " + printable(name) + " in " + std::string(where));
}

tl::unexpected<Error> unreadable(std::string message, std::string file = {})
{
    return fail(Code::unavailable, "llm.secret_unreadable", std::move(message), {.file = std::move(file)});
}

tl::unexpected<Error> changed(std::string_view name)
{
    return fail(Code::conflict, "llm.secret_changed", "the secret " + printable(name) + " is another by now");
}

/// Of an errno.
std::string system_words(int error)
{
    return std::generic_category().message(error);
}

Values values_of(const json::Value& object)
{
    Values values;
    for (const json::Member& each : object.object()) {
        std::string name(each.name);
        if (each.value.is(json::Kind::string))
            values.texts.insert_or_assign(std::move(name), each.value.string());
        else
            values.others.insert_or_assign(std::move(name), json::write(each.value));
    }
    return values;
}

void write_values(json::Writer& out, const Values& values)
{
    out.begin_object();
    for (const auto& [name, value] : values.texts) out.member(name, value);
    for (const auto& [name, value] : values.others) out.key(name).raw(value);
    out.end_object();
}

/// Syntax errors say where, never what.
Result<Values> read_values(std::string_view text, const std::string& file)
{
    const auto document = json::read(text, {.file = file, .max_bytes = 1u << 20});
    if (document && document->root.is(json::Kind::object)) return values_of(document->root);
    return fail(Code::invalid, "llm.secret_unreadable", "the secrets must be one JSON object of texts",
                document ? Where{.file = file} : document.error().where);
}

/// A descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int operator*() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    void close()
    {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

/// A store that holds all its keys together and is written whole.
class WrittenWhole : public llm::Secrets {
public:
    Result<void> set(std::string_view name, std::string_view value) override
    {
        return change(name, value, [](const Values&) { return true; });
    }
    Result<void> rotate(std::string_view name, std::string_view from, std::string_view to) override
    {
        return change(name, to, [&](const Values& values) {
            const std::string* found = values.find(name);
            return found && *found == from;
        });
    }

protected:
    using Allowed = std::function<bool(const Values& now)>;
    /// Writes one value where what is there now allows it; else `llm.secret_changed`.
    virtual Result<void> change(std::string_view name, std::string_view value, const Allowed& allowed) = 0;
};

// Environment ---------------------------------------------------------------------------------------------------------

class Environment final : public llm::Secrets {
public:
    explicit Environment(bool production) : production_(production) {}

    Result<std::string> get(std::string_view name) override
    {
        GOLDBOX_CHECK(health());
        const char* value = std::getenv(std::string(name).c_str()); // NOLINT(concurrency-mt-unsafe): nobody sets it
        if (!value || !*value) return not_found(name, "the environment");
        GOLDBOX_CHECK(llm::check_secret(name, value));
        return std::string(value);
    }
    Result<void> health() override
    {
        if (!production_) return {};
        return fail(Code::refused, "llm.secret_refused",
                    "in production keys do not come from the environment: use a file, a command or Vault");
    }

private:
    bool production_;
};

// File ----------------------------------------------------------------------------------------------------------------

class File final : public WrittenWhole {
public:
    explicit File(std::string path) : path_(std::move(path)) {}

    Result<std::string> get(std::string_view name) override
    {
        GOLDBOX_TRY(const Values values, read());
        const std::string* found = values.find(name);
        if (!found) return not_found(name, "the file");
        GOLDBOX_CHECK(llm::check_secret(name, *found));
        return *found;
    }
    Result<void> health() override
    {
        GOLDBOX_CHECK(read());
        return {};
    }

private:
    Result<Values> read() const
    {
        const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (!file.is_open()) return unreadable("the file of secrets cannot be read: " + system_words(errno), path_);
        GOLDBOX_CHECK(check_permissions(*file));
        std::string text;
        std::array<char, 4096> piece{};
        ssize_t got = 0;
        while ((got = ::read(*file, piece.data(), piece.size())) > 0 && text.size() <= 1u << 20) {
            text.append(piece.data(), static_cast<std::size_t>(got));
        }
        if (got < 0) return unreadable("the file of secrets cannot be read: " + system_words(errno), path_);
        return read_values(text, path_);
    }

    Result<void> check_permissions(int file) const
    {
        struct stat about{};
        if (::fstat(file, &about) != 0) return unreadable(system_words(errno), path_);
        const auto refuse = [&](std::string message) {
            return fail(Code::refused, "llm.secret_refused", std::move(message), {.file = path_});
        };
        if (!S_ISREG(about.st_mode)) return refuse("the file of secrets is no plain file");
        if (about.st_uid != ::geteuid() && about.st_uid != 0)
            return refuse("the file of secrets belongs to another user");
        if ((about.st_mode & 077) != 0) {
            return refuse("others than its owner may read or write the file of secrets: chmod 600 it");
        }
        return {};
    }

    Result<void> change(std::string_view name, std::string_view value, const Allowed& allowed) override
    {
        GOLDBOX_CHECK(llm::check_secret(name, value));
        // one writer at a time, of all processes; the lock lies beside, because the file itself is replaced
        const Descriptor lock(::open((path_ + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!lock.is_open() || ::flock(*lock, LOCK_EX) != 0) {
            return unreadable("the file of secrets cannot be locked: " + system_words(errno), path_);
        }
        Values values;
        if (::access(path_.c_str(), F_OK) == 0) {
            GOLDBOX_TRY(values, read());
        }
        if (!allowed(values)) return changed(name);
        values.set(name, value);
        std::string text;
        json::Writer out(text);
        write_values(out, values);
        return replace(text + "\n");
    }

    Result<void> replace(std::string_view text) const
    {
        const std::string beside = path_ + ".new";
        ::unlink(beside.c_str());
        {
            const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
            const auto size = static_cast<ssize_t>(text.size());
            if (!file.is_open() || ::write(*file, text.data(), text.size()) != size || ::fsync(*file) != 0) {
                const int error = errno;
                ::unlink(beside.c_str());
                return unreadable("the file of secrets cannot be written: " + system_words(error), path_);
            }
        }
        if (::rename(beside.c_str(), path_.c_str()) != 0) {
            return unreadable("the file of secrets cannot be replaced: " + system_words(errno), path_);
        }
        return {};
    }

    std::string path_;
};

// Command -------------------------------------------------------------------------------------------------------------

class Command final : public llm::Secrets {
public:
    Command(std::vector<std::string> arguments, std::int64_t timeout_ms)
        : arguments_(std::move(arguments)), timeout_ms_(timeout_ms)
    {
    }

    Result<std::string> get(std::string_view name) override
    {
        if (name.empty() || !std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; })) {
            return fail(Code::invalid, "llm.bad_secret", "this is no secret's name: " + printable(name));
        }
        if (arguments_.empty()) return unreadable("no command is set for secrets");
        GOLDBOX_TRY(std::string printed, run(name));
        std::string value = printed.substr(0, printed.find_first_of("\r\n"));
        if (value.empty()) return not_found(name, "what the command printed");
        GOLDBOX_CHECK(llm::check_secret(name, value));
        return value;
    }

private:
    Result<std::string> run(std::string_view name) const
    {
        std::vector<std::string> words = arguments_;
        std::vector<char*> argv;
        for (std::string& word : words) {
            for (std::size_t at = 0; (at = word.find("{name}", at)) != std::string::npos; at += name.size()) {
                word.replace(at, 6, name);
            }
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return unreadable("no pipe: " + system_words(errno));
        Descriptor reading(ends[0]);
        Descriptor writing(ends[1]);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, *writing, STDOUT_FILENO);
        ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        pid_t child = -1;
        const int error = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (error != 0) return unreadable("the command for secrets does not run: " + system_words(error));
        writing.close();
        std::string printed;
        const bool in_time = read_all(*reading, printed);
        if (!in_time) ::kill(child, SIGKILL);
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        if (!in_time) return unreadable("the command for secrets took too long or said too much");
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) { // what it said may hold what nobody should see
            return unreadable("the command for secrets failed with status " +
                              std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
        }
        return printed;
    }

    bool read_all(int from, std::string& into) const
    {
        using Clock = std::chrono::steady_clock;
        const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms_);
        std::array<char, 4096> piece{};
        while (into.size() < 64u << 10) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
            pollfd waiting{from, POLLIN, 0};
            if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0) return false;
            const ssize_t got = ::read(from, piece.data(), piece.size());
            if (got == 0) return true;
            if (got < 0 && errno != EINTR) return false;
            if (got > 0) into.append(piece.data(), static_cast<std::size_t>(got));
        }
        return false;
    }

    std::vector<std::string> arguments_;
    std::int64_t timeout_ms_;
};

// Vault ---------------------------------------------------------------------------------------------------------------

class Vault final : public WrittenWhole {
public:
    Vault(llm::Transport& transport, llm::Secrets& tokens, VaultOptions options)
        : transport_(transport), tokens_(tokens), options_(std::move(options))
    {
        while (options_.address.ends_with('/')) options_.address.pop_back();
    }

    Result<std::string> get(std::string_view name) override
    {
        GOLDBOX_TRY(const Held held, read());
        const std::string* found = held.values.find(name);
        if (!found) return not_found(name, "Vault");
        GOLDBOX_CHECK(llm::check_secret(name, *found));
        return *found;
    }
    Result<void> health() override
    {
        GOLDBOX_TRY(const llm::WireReply reply, send("GET", "/v1/sys/health", {}));
        switch (reply.head.status) {
        case 200:
        case 429:            // a standby
        case 473: return {}; // one that only reads
        case 501: return unreadable("Vault is not initialized");
        case 503: return unreadable("Vault is sealed");
        default: return unreadable("Vault answers " + std::to_string(reply.head.status));
        }
    }

private:
    struct Held {
        Values values;
        std::int64_t version = 0; ///< 0: nothing was ever written
    };

    [[nodiscard]] std::string path() const { return "/v1/" + options_.mount + "/data/" + options_.path; }

    Result<llm::WireReply> send(std::string method, const std::string& path, std::string body)
    {
        GOLDBOX_TRY(const std::string token, tokens_.get(options_.token_name));
        llm::WireRequest request{.method = std::move(method), .url = options_.address + path, .body = std::move(body)};
        request.headers = {{"x-vault-token", token}, {"x-vault-request", "true"}};
        if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
        if (!options_.vault_namespace.empty()) {
            request.headers.emplace_back("x-vault-namespace", options_.vault_namespace);
        }
        request.max_reply_bytes = 1u << 20;
        auto reply = llm::fetch(transport_, std::move(request), {}, options_.timeout_ms);
        if (!reply) return unreadable("Vault does not answer: " + reply.error().message);
        return reply;
    }

    Result<Held> read()
    {
        GOLDBOX_TRY(const llm::WireReply reply, send("GET", path(), {}));
        if (reply.head.status == 404) return Held{{}, deleted_version(reply.body)};
        if (reply.head.status == 403) {
            return fail(Code::refused, "llm.secret_refused", "Vault refuses the token, or what it may read");
        }
        if (reply.head.status != 200) return unreadable("Vault answers " + std::to_string(reply.head.status));
        const auto document = json::read(reply.body);
        const json::Value* data = document ? document->root.find("data") : nullptr;
        const json::Value* inner = data ? data->find("data") : nullptr;
        const json::Value* about = data ? data->find("metadata") : nullptr;
        const json::Value* version = about ? about->find("version") : nullptr;
        if (!inner || !inner->is(json::Kind::object) || !version || !version->is(json::Kind::integer)) {
            return unreadable("what Vault answers is no secret of its key/value engine, version 2");
        }
        return Held{values_of(*inner), version->integer()};
    }

    /// A secret whose last version was deleted is not found, but goes on counting.
    static std::int64_t deleted_version(std::string_view body)
    {
        const auto document = json::read(body);
        const json::Value* data = document ? document->root.find("data") : nullptr;
        const json::Value* about = data ? data->find("metadata") : nullptr;
        const json::Value* version = about ? about->find("version") : nullptr;
        return version && version->is(json::Kind::integer) ? version->integer() : 0;
    }

    /// Writes only on the version that was read; who was overtaken by the change of another name reads again.
    Result<void> change(std::string_view name, std::string_view value, const Allowed& allowed) override
    {
        GOLDBOX_CHECK(llm::check_secret(name, value));
        for (int attempt = 0; attempt < 5; ++attempt) {
            GOLDBOX_TRY(Held held, read());
            if (!allowed(held.values)) return changed(name);
            held.values.set(name, value);
            std::string body;
            json::Writer out(body);
            out.begin_object().key("options").begin_object().member("cas", held.version).end_object();
            write_values(out.key("data"), held.values);
            out.end_object();
            GOLDBOX_TRY(const llm::WireReply reply, send("POST", path(), std::move(body)));
            if (reply.head.status == 200 || reply.head.status == 204) return {};
            if (reply.head.status == 403) {
                return fail(Code::refused, "llm.secret_refused", "Vault refuses the token, or what it may write");
            }
            if (reply.head.status != 400) return unreadable("Vault answers " + std::to_string(reply.head.status));
        }
        return changed(name);
    }

    llm::Transport& transport_;
    llm::Secrets& tokens_;
    VaultOptions options_;
};

} // namespace

std::unique_ptr<llm::Secrets> open_environment(bool production)
{
    return std::make_unique<Environment>(production);
}

std::unique_ptr<llm::Secrets> open_file(std::string path)
{
    return std::make_unique<File>(std::move(path));
}

std::unique_ptr<llm::Secrets> open_command(std::vector<std::string> arguments, std::int64_t timeout_ms)
{
    return std::make_unique<Command>(std::move(arguments), timeout_ms);
}

std::unique_ptr<llm::Secrets> open_vault(llm::Transport& transport, llm::Secrets& tokens, VaultOptions options)
{
    return std::make_unique<Vault>(transport, tokens, std::move(options));
}

} // namespace goldbox::secrets
