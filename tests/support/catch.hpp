#pragma once
// SPDX-License-Identifier: MIT
// Debian 12 ships Catch2 version 2, newer systems version 3: tests include this and see either.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
