// SPDX-License-Identifier: MIT
// `goldbox llm` through the front door.
#include "cli/process.hpp"
#include "support/catch.hpp"

#include <goldbox/json/reader.hpp>

using namespace goldbox;
using namespace goldbox::test;

namespace {

const std::string chat_stream = "data: {\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"Gr\xC3\xBC\xC3\x9F"
                                "e\"}}]}\r\n\r\n"
                                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n"
                                "data: [DONE]\n\n";

} // namespace

TEST_CASE("a request is shown as it would be sent", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string file = folder.write(
        "request.json",
        R"({"model":"m","messages":[{"role":"user","parts":[{"type":"text","text":"Hi"}]}],"sampling":{"seed":7}})");
    const Finished done = run_llm({"encode", "--surface", "anthropic", file, "--format", "json"});
    CHECK(done.exit == 0);
    CHECK(
        done.out ==
        R"({"method":"POST","path":"/messages","headers":{"content-type":"application/json","accept":"application/json",)"
        R"("anthropic-version":"2023-06-01"},"body":{"model":"m","max_tokens":4096,"messages":[{"role":"user",)"
        R"("content":[{"type":"text","text":"Hi"}]}],"stream":false},"warnings":[{"code":"llm.dropped",)"
        R"("message":"seed or a penalty was left out: this surface takes none of them"}]})"
        "\n");
    CHECK(done.err.empty());
    CHECK(run_llm({"encode", "--surface", "gemini", file}).says("/models/m:generateContent"));
}

TEST_CASE("a request that is wrong is refused with its place", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string file = folder.write("request.json", "{\"model\":\"m\",\n\"mesages\":[]}");
    const Finished done = run_llm({"encode", "--surface", "gemini", file});
    CHECK(done.exit == 1);
    CHECK(done.says("request.json:2:"));
    CHECK(done.says("did you mean \"messages\"?"));
    CHECK(run_llm({"encode", "--surface", "telepathy", file}).exit == 2);
    CHECK(run_llm({"encode", "--surface", "anthropic", "--provider", "nobody", file}).exit == 2);
    CHECK(run_llm({"encode", "--surface", "anthropic", folder / "nowhere.json"}).exit == 1);
}

TEST_CASE("a reply means the same in pieces of any size", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string file = folder.write("reply.txt", chat_stream);
    const Finished whole = run_llm({"decode", "--surface", "openai-chat", "--stream", file});
    CHECK(whole.exit == 0);
    CHECK(whole.out ==
          "{\"text\":\"Gr\xC3\xBC\xC3\x9F"
          "e\",\"reasoning\":\"\",\"tool_calls\":[],\"finish\":{\"unified\":\"stop\",\"raw\":\"stop\"},"
          "\"usage\":{\"input\":{\"total\":3,\"noCache\":3,\"cacheRead\":0},\"output\":{\"total\":2,\"text\":2,"
          "\"reasoning\":0}},\"warnings\":[],\"complete\":true}\n");
    for (const char* piece : {"1", "7", "4096"}) {
        CHECK(run_llm({"decode", "--surface", "openai-chat", "--chunk", piece, file}).out == whole.out);
    }
    CHECK(run_llm({"decode", "--surface", "openai-chat", "--provider", "any-server", file}).out == whole.out);
}

TEST_CASE("an error of a provider is an answer, a page of a proxy is refused", "[cli][llm]")
{
    const TemporaryFolder folder;
    const std::string error =
        folder.write("error.json", R"({"type":"error","error":{"type":"rate_limit_error","message":"slow"}})");
    const Finished limited =
        run_llm({"decode", "--surface", "anthropic", "--status", "429", "--header", "retry-after: 2", error});
    CHECK(limited.exit == 0);
    CHECK(limited.out == R"({"error":{"status":429,"retryable":true,"kind":"rate_limited","message":"slow",)"
                         R"("retry_after_ms":2000,"code":"rate_limit_error","partial_text":""}})"
                         "\n");
    const std::string page = folder.write("page.html", "<html>504</html>");
    const Finished refused = run_llm({"decode", "--surface", "openai-chat", page});
    CHECK(refused.exit == 1);
    CHECK(refused.says(R"("kind":"not_a_reply")"));
}
