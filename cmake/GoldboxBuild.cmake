# SPDX-License-Identifier: MIT
# How every target of the project is compiled, and how a room is declared.

include(GNUInstallDirs)
find_package(tl-expected REQUIRED) # Result<T> of every public header

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  find_program(GOLDBOX_CCACHE ccache)
  if(GOLDBOX_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${GOLDBOX_CCACHE})
  endif()
endif()

# The flags are private: a program that embeds the library keeps its own.
add_library(goldbox_flags INTERFACE)
target_compile_features(goldbox_flags INTERFACE cxx_std_20)
target_compile_options(goldbox_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  # float32 of ink must not change with the optimiser
  -ffp-contract=off)
if(NOT GOLDBOX_UNITY) # joined sources shadow private names of strangers
  target_compile_options(goldbox_flags INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # and a class of one is no class that a header shows to others
  target_compile_options(goldbox_flags INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # designated initializers leave the rest to the defaults on purpose
  target_compile_options(goldbox_flags INTERFACE -Wno-missing-field-initializers -Wno-missing-designated-field-initializers)
  # std::stable_sort of libstdc++ 12 calls what libstdc++ 12 deprecates; g++ keeps the warning for everything else
  target_compile_options(goldbox_flags INTERFACE -Wno-deprecated-declarations)
else()
  target_compile_options(goldbox_flags INTERFACE -Wno-missing-field-initializers)
  # g++ 12 at -O2 takes "text" + std::string for an overlapping copy (GCC bug 105651)
  target_compile_options(goldbox_flags INTERFACE -Wno-restrict)
  # and at -O3 the string of an expected that was just found to hold one for uninitialized; clang and the sanitizers look too
  target_compile_options(goldbox_flags INTERFACE $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
endif()
if(GOLDBOX_WERROR)
  target_compile_options(goldbox_flags INTERFACE -Werror)
endif()
if(GOLDBOX_SANITIZE)
  add_compile_options(-fsanitize=${GOLDBOX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${GOLDBOX_SANITIZE})
endif()
if(GOLDBOX_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
if(GOLDBOX_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Joins the sources of a target, given by their whole paths, eight of one folder at a time: folders have namespaces of
# their own, so that only names within a folder have to differ, private ones too.
function(goldbox_join_sources target)
  foreach(source IN LISTS ARGN)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(NORMAL_PATH folder)
    list(APPEND folders ${folder})
    list(APPEND of_${folder} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    set(at 0)
    foreach(source IN LISTS of_${folder})
      math(EXPR part "${at} / 8")
      cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE name)
      string(MAKE_C_IDENTIFIER "${name}_${part}" group)
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
      math(EXPR at "${at} + 1")
    endforeach()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# goldbox_room(NAME SOURCES ... USES rooms... [PRIVATE libraries...] [APART])
#
# One room is one static library goldbox::NAME. Its sources are named relative to src/NAME, its public headers are
# whatever lies in include/goldbox/NAME; each of those is compiled alone by all_verify_interface_header_sets. APART: its
# sources are never joined, for they call different things by one name.
function(goldbox_room name)
  cmake_parse_arguments(room "APART" "" "SOURCES;USES;PRIVATE" ${ARGN})
  set(root ${PROJECT_SOURCE_DIR}/libgoldbox)
  list(TRANSFORM room_SOURCES PREPEND ${root}/src/${name}/)
  file(GLOB headers CONFIGURE_DEPENDS ${root}/include/goldbox/${name}/*.hpp)
  add_library(goldbox_${name} STATIC ${room_SOURCES})
  add_library(goldbox::${name} ALIAS goldbox_${name})
  target_sources(goldbox_${name} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${root}/include FILES ${headers})
  target_compile_features(goldbox_${name} PUBLIC cxx_std_20)
  target_include_directories(goldbox_${name} PRIVATE ${root}/src)
  set_target_properties(goldbox_${name} PROPERTIES
    EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON VERIFY_INTERFACE_HEADER_SETS ON)
  if(GOLDBOX_UNITY AND NOT room_APART)
    goldbox_join_sources(goldbox_${name} ${room_SOURCES})
  endif()
  foreach(other IN LISTS room_USES)
    target_link_libraries(goldbox_${name} PUBLIC goldbox::${other})
  endforeach()
  if(name STREQUAL "base")
    target_link_libraries(goldbox_base PUBLIC tl::expected)
  endif()
  target_link_libraries(goldbox_${name} PRIVATE $<BUILD_INTERFACE:goldbox_flags> ${room_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY GOLDBOX_ROOMS ${name})
  set_property(GLOBAL PROPERTY GOLDBOX_USES_${name} "${room_USES}")
  set_property(GLOBAL PROPERTY GOLDBOX_PRIVATE_${name} "${room_PRIVATE}")
endfunction()

# The link edges between the rooms, for cmake/CheckLayers.cmake to compare with its table.
function(goldbox_write_room_edges)
  get_property(rooms GLOBAL PROPERTY GOLDBOX_ROOMS)
  set(text "set(GOLDBOX_ROOMS \"${rooms}\")\n")
  foreach(name IN LISTS rooms)
    get_property(uses GLOBAL PROPERTY GOLDBOX_USES_${name})
    string(APPEND text "set(GOLDBOX_USES_${name} \"${uses}\")\n")
  endforeach()
  file(WRITE ${PROJECT_BINARY_DIR}/room_edges.cmake "${text}")
endfunction()
