#pragma once
// SPDX-License-Identifier: MIT

#include "narrative/compiler/pool.hpp"
#include "narrative/compiler/reporter.hpp"
#include "narrative/compiler/source.hpp"

#include <goldbox/base/file_source.hpp>
#include <goldbox/narrative/compiler.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace goldbox::narrative::ink {

/// One INCLUDE, for tools that lead to the file.
struct IncludeRecord {
    Place place; ///< of the file's name
    std::size_t length = 0;
    std::string file; ///< seen from the file source
    bool found = false;
    bool built_in = false; ///< the engine's own goldbox.ink
};

/// What the stages of one compilation share.
struct Context {
    Context(const FileSource& source_files, const CompileOptions& compile_options)
        : files(source_files), options(compile_options), reporter(sources)
    {
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    const FileSource& files;
    const CompileOptions& options;
    Pool pool;
    Sources sources;
    Reporter reporter;
    std::string folder;                            ///< of the main file; INCLUDEs are named from there
    std::vector<std::string> open_files;           ///< the chain of INCLUDEs being read
    std::unordered_map<std::string, int> included; ///< how often each file was
    std::size_t source_bytes = 0;                  ///< read so far, a file each time it is included

    bool for_tools = false;             ///< keep what only tools for authors want:
    std::vector<std::string> originals; ///< the files as they were read, one for each source
    std::vector<IncludeRecord> includes;

    /// Steps that the parser may still take. Ink's grammar makes it try some texts several times, so nested mistakes
    /// could cost it exponential time.
    std::uint64_t steps_left = 0;
    bool aborted = false; ///< a limit was met; what follows would only repeat it
};

/// The name of an included file seen from the file source, or empty when it leads out of it.
[[nodiscard]] std::string resolve_file(std::string_view folder, std::string_view name);

/// Takes in a file; says what is wrong with its bytes and comments. Returns its number.
[[nodiscard]] std::uint32_t add_source(Context& context, std::string name, std::string_view bytes);

} // namespace goldbox::narrative::ink
