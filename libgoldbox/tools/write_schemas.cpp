// SPDX-License-Identifier: MIT
// Writes the JSON Schemas of packs into a folder, to be installed for editors.
#include <goldbox/content/schemas.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: goldbox_write_schemas FOLDER\n", stderr);
        return 2;
    }
    std::filesystem::create_directories(argv[1]);
    for (const auto& [name, text] : goldbox::content::schema_files()) {
        const auto path = std::filesystem::path(argv[1]) / name;
        std::ofstream file(path, std::ios::binary);
        if (!(file << text << '\n').flush()) {
            std::fprintf(stderr, "cannot write %s\n", path.c_str());
            return 3;
        }
    }
    return 0;
}
