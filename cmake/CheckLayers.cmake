# SPDX-License-Identifier: MIT
# Which room may include what. Debian puts every header into one folder, so no compiler refuses a wrong include; this does.
#
#   cmake [-D ROOT=path/of/the/project] [-D EDGES=build/dev/room_edges.cmake] -P cmake/CheckLayers.cmake
#
# EDGES, written by goldbox_write_room_edges(), adds the comparison of CMake's link edges with the table.
# A new edge is a change of the table below, with its reason in the commit.
cmake_minimum_required(VERSION 3.24)
if(NOT ROOT)
  cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH ROOT)
endif()

# room(NAME [USES rooms...] [INSIDE rooms...] [MAY things...]): a row. A room may include what its row names and what those
# may include. A named room that is not built yet stands for what it may use itself. INSIDE names the rooms whose private
# headers it may see too. MAY lifts bans of the second table.
set(rooms "")
function(room name)
  cmake_parse_arguments(row "" "" "USES;INSIDE;MAY" ${ARGN})
  set(rooms ${rooms} ${name} PARENT_SCOPE)
  set(uses_${name} "${row_USES}" PARENT_SCOPE)
  set(inside_${name} "${row_INSIDE}" PARENT_SCOPE)
  set(may_${name} "${row_MAY}" PARENT_SCOPE)
endfunction()

# floor 0
room(base MAY files)               # the FileSource that reads real files
# floor 1
room(json USES base MAY boost_json)
room(dice USES base)
room(grid USES base)
room(store USES base MAY locks)    # a host and its tools share the store in memory as they share one on disk
# floor 2
room(narrative USES base json)
room(llm USES base json MAY threads locks)
# floor 3
room(content USES json dice grid narrative MAY boost_json)
# floor 4
room(rules USES content)
room(generate USES content)
# floor 5
room(game USES rules generate)
# floor 6
room(playtest USES game)
room(host USES game store MAY threads locks)
# floor 7
room(master USES host llm)
# components: they meet the world outside; every store refuses the same records for the same reasons, and what brings
# many libraries along is loaded when it is needed (base/shared_library.hpp)
room(sqlite USES store llm INSIDE store MAY threads locks clocks files sockets sqlite)
room(postgres USES store llm INSIDE store MAY threads locks clocks files sockets postgres)
room(redis USES store llm INSIDE store MAY threads locks clocks files sockets redis)
room(zip USES base INSIDE base MAY zip)
room(png USES content MAY png)
room(curl USES llm INSIDE base MAY threads locks clocks files sockets curl)
room(secrets USES llm MAY locks clocks files sockets) # keys in files and from commands; sockets is only poll()

# ban(WHAT PATTERN WHY): an include that matches PATTERN is refused unless the room's row MAY it.
set(bans "")
function(ban what pattern why)
  set(bans ${bans} ${what} PARENT_SCOPE)
  set(pattern_${what} "${pattern}" PARENT_SCOPE)
  set(why_${what} "${why}" PARENT_SCOPE)
endfunction()
ban(chance "^random$" "distributions of <random> differ between platforms; draw from goldbox/base/random.hpp")
ban(streams "^iostream$" "a library does not print; use goldbox/base/log.hpp")
ban(threads "^(thread|future|stop_token|barrier|latch|pthread[.]h)$"
    "the core is synchronous; threads live in host, components and doors")
ban(locks "^(mutex|shared_mutex|condition_variable|semaphore)$"
    "the core takes no locks; what threads share lives in host, stores and components")
ban(clocks "^(ctime|time[.]h|sys/time[.]h)$" "no wall clock below components and doors; take a goldbox/base/clock.hpp")
ban(files "^(filesystem|fstream|fcntl[.]h|unistd[.]h|sys/stat[.]h|dirent[.]h)$"
    "files come through goldbox/base/file_source.hpp")
ban(sockets "^(sys/socket[.]h|sys/select[.]h|netdb[.]h|poll[.]h|sys/epoll[.]h|(netinet|arpa)/.*)$"
    "sockets live in components and doors")
ban(asio "^boost/(asio|beast)" "Asio and Beast live in doors")
ban(boost_json "^boost/json" "JSON of Boost stays inside json's and content's own sources")
ban(boost "^boost/[^abj]" "the library uses no Boost but Boost.JSON")
ban(fmt "^fmt/" "the library does not need fmt; programs may")
ban(sqlite "^sqlite3" "SQLite lives in the component sqlite")
ban(postgres "^(libpq|postgresql)" "PostgreSQL lives in the component postgres")
ban(redis "^hiredis" "Redis lives in the component redis")
ban(curl "^curl/" "libcurl lives in the component curl")
ban(png "^png[.]h$" "libpng lives in the component png")
ban(zip "^zip[.]h$" "libzip lives in the component zip")
set(clock_names "(system_clock|steady_clock|high_resolution_clock|utc_clock)")

set(problems 0)
function(problem text)
  message("${text}")
  math(EXPR count "${problems} + 1")
  set(problems ${count} PARENT_SCOPE)
endfunction()

# Everything that NAME may use, itself left out.
function(closure name out)
  set(found "")
  set(open ${uses_${name}})
  while(open)
    list(POP_FRONT open next)
    if(NOT next IN_LIST found)
      list(APPEND found ${next})
      list(APPEND open ${uses_${next}})
    endif()
  endwhile()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# The room that FILE (relative to ROOT) belongs to, empty for a file of no room.
function(room_of file out)
  if(file MATCHES "^libgoldbox/(include/goldbox|src)/([a-z0-9_]+)/")
    set(${out} ${CMAKE_MATCH_2} PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()

# One `#include`, split into its kind (`<` or `"`) and the header's name.
macro(check_include file room line kind header)
  set(at "${file}: #include ${line}")
  if("${kind}" STREQUAL "<" AND "${header}" MATCHES "^goldbox/([a-z0-9_]+)/")
    set(other ${CMAKE_MATCH_1})
    if(NOT other STREQUAL "${room}" AND NOT other IN_LIST allowed)
      problem("${at}\n    ${room} may not use ${other}; it may use: ${allowed}")
    endif()
  elseif("${kind}" STREQUAL "\"")
    if("${file}" MATCHES "^libgoldbox/include/")
      problem("${at}\n    a public header includes no private one; write #include <goldbox/...>")
    elseif("${header}" MATCHES "^[.]")
      problem("${at}\n    name a private header from libgoldbox/src: \"${room}/...\"")
    elseif("${header}" MATCHES "^([a-z0-9_]+)/" AND NOT CMAKE_MATCH_1 IN_LIST inside_${room}
           AND NOT CMAKE_MATCH_1 STREQUAL "${room}")
      problem("${at}\n    the private headers of ${CMAKE_MATCH_1} are its own")
    endif()
  else()
    if("${file}" MATCHES "^libgoldbox/include/" AND NOT "${header}" MATCHES "^([a-z_0-9]+|tl/expected[.]hpp)$")
      problem("${at}\n    a public header includes the standard library, tl/expected.hpp and goldbox, nothing else")
    endif()
    foreach(what IN LISTS bans)
      if("${header}" MATCHES "${pattern_${what}}" AND NOT what IN_LIST may_${room})
        problem("${at}\n    ${why_${what}}")
      endif()
    endforeach()
  endif()
endmacro()

function(check_file file)
  room_of("${file}" room)
  if(NOT room IN_LIST rooms)
    problem("${file}: there is no room \"${room}\" in the table of cmake/CheckLayers.cmake")
    set(problems ${problems} PARENT_SCOPE)
    return()
  endif()
  closure(${room} allowed)
  file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
  foreach(line IN LISTS lines)
    if(line MATCHES "include[ \t]*([<\"])([^>\"]+)[>\"]")
      set(kind "${CMAKE_MATCH_1}")
      set(header "${CMAKE_MATCH_2}")
      string(REGEX REPLACE "^.*include[ \t]*" "" written "${line}")
      check_include("${file}" "${room}" "${written}" "${kind}" "${header}")
    endif()
  endforeach()
  if(NOT "clocks" IN_LIST may_${room})
    file(STRINGS "${ROOT}/${file}" lines REGEX "std::chrono::${clock_names}|[^a-z_:]${clock_names}::now")
    foreach(line IN LISTS lines)
      string(STRIP "${line}" line)
      problem("${file}: ${line}\n    ${why_clocks}")
    endforeach()
  endif()
  set(problems ${problems} PARENT_SCOPE)
endfunction()

# Doors, bindings and examples see what an embedder sees: public headers.
function(check_outsider file)
  file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include[ \t]*\"")
  foreach(line IN LISTS lines)
    if(line MATCHES "\"([a-z0-9_]+)/" AND CMAKE_MATCH_1 IN_LIST rooms
       AND EXISTS "${ROOT}/libgoldbox/src/${CMAKE_MATCH_1}")
      problem("${file}: ${line}\n    a door includes public headers only: <goldbox/...>")
    elseif(line MATCHES "libgoldbox/src")
      problem("${file}: ${line}\n    a door includes public headers only: <goldbox/...>")
    endif()
  endforeach()
  set(problems ${problems} PARENT_SCOPE)
endfunction()

# CMake's link edges against the table: nothing more than the row allows, nothing less than the row names.
function(check_edges)
  include("${EDGES}") # GOLDBOX_ROOMS, GOLDBOX_USES_<room>
  foreach(name IN LISTS GOLDBOX_ROOMS)
    closure(${name} allowed)
    set(reached "")
    set(open ${GOLDBOX_USES_${name}})
    while(open)
      list(POP_FRONT open next)
      if(NOT next IN_LIST reached)
        list(APPEND reached ${next})
        list(APPEND open ${GOLDBOX_USES_${next}})
      endif()
    endwhile()
    if(NOT name IN_LIST rooms)
      problem("goldbox_room(${name}): there is no such room in the table of cmake/CheckLayers.cmake")
    endif()
    foreach(other IN LISTS GOLDBOX_USES_${name})
      if(NOT other IN_LIST allowed)
        problem("goldbox_room(${name} USES ${other}): ${name} may use only: ${allowed}")
      endif()
    endforeach()
    foreach(other IN LISTS uses_${name})
      if(other IN_LIST GOLDBOX_ROOMS AND NOT other IN_LIST reached)
        problem("goldbox_room(${name}): the table says that ${name} uses ${other}, and ${other} is built: add it to USES")
      endif()
    endforeach()
  endforeach()
  set(problems ${problems} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE "${ROOT}"
  "${ROOT}/libgoldbox/include/*.hpp" "${ROOT}/libgoldbox/src/*.hpp" "${ROOT}/libgoldbox/src/*.cpp")
foreach(file IN LISTS files)
  check_file("${file}")
endforeach()
file(GLOB_RECURSE outsiders RELATIVE "${ROOT}" "${ROOT}/adapters/*.[ch]pp" "${ROOT}/bindings/*.[ch]pp"
  "${ROOT}/examples/*.[ch]pp")
foreach(file IN LISTS outsiders)
  check_outsider("${file}")
endforeach()
if(EDGES)
  check_edges()
endif()

list(LENGTH files count)
if(problems)
  message(FATAL_ERROR "layering: ${problems} problem(s) in ${count} files of libgoldbox")
endif()
if(count EQUAL 0)
  message(FATAL_ERROR "layering: no file of libgoldbox under ${ROOT}")
endif()
message("layering: ${count} files keep to the table")
