# SPDX-License-Identifier: MIT
# How the rooms are installed: for each one a library, its headers, a CMake export file and a pkg-config file, so that a
# consumer loads the rooms it asks for and looks for nothing else. The installed tree can be moved.
#
#   find_package(goldbox 0.1 REQUIRED COMPONENTS game sqlite)     target_link_libraries(app PRIVATE goldbox::game)
#   pkg-config --cflags --libs goldbox-game

include(CMakePackageConfigHelpers)

# goldbox_outside(TARGET FIND arguments... [REQUIRES modules] [LIBS flags]): how a consumer finds a library that a room
# names in goldbox_room(PRIVATE): the arguments of find_package, the pkg-config modules, or flags where no .pc exists.
# The rooms are static archives, so whoever links one links these too.
function(goldbox_outside target)
  cmake_parse_arguments(outside "" "" "FIND;REQUIRES;LIBS" ${ARGN})
  foreach(part FIND REQUIRES LIBS)
    set_property(GLOBAL PROPERTY GOLDBOX_${part}_${target} "${outside_${part}}")
  endforeach()
endfunction()
goldbox_outside(Boost::json FIND Boost 1.81 COMPONENTS json LIBS -lboost_json)
goldbox_outside(Threads::Threads FIND Threads LIBS -pthread)
goldbox_outside(SQLite::SQLite3 FIND SQLite3 REQUIRES sqlite3)
goldbox_outside(PNG::PNG FIND PNG REQUIRES libpng)
goldbox_outside(PostgreSQL::PostgreSQL FIND PostgreSQL REQUIRES libpq)
goldbox_outside(${CMAKE_DL_LIBS} LIBS -ldl)

# tl::expected may lie outside the compiler's own include path; then goldbox-base.pc has to say where.
function(goldbox_expected_flags out)
  set(flags "")
  get_target_property(folders tl::expected INTERFACE_INCLUDE_DIRECTORIES)
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    if(NOT folder IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
      string(APPEND flags " -I${folder}")
    endif()
  endforeach()
  set(${out} "${flags}" PARENT_SCOPE)
endfunction()

function(goldbox_install_pkg_config file name description requires libs cflags)
  set(PC_NAME ${name})
  set(PC_DESCRIPTION ${description})
  list(TRANSFORM requires PREPEND " ")
  list(JOIN requires "" PC_REQUIRES)
  set(PC_LIBS "${libs}")
  set(PC_CFLAGS "${cflags}")
  # from lib/<triplet>/pkgconfig back to the prefix, so that the tree can be moved
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig OUTPUT_VARIABLE PC_PREFIX)
  string(REGEX REPLACE "/$" "" PC_PREFIX "${PC_PREFIX}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/goldbox.pc.in ${PROJECT_BINARY_DIR}/pkgconfig/${file}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/${file}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# Call once, after every goldbox_room().
function(goldbox_install_rooms)
  get_property(rooms GLOBAL PROPERTY GOLDBOX_ROOMS)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/goldbox)
  goldbox_expected_flags(expected_flags)

  set(GOLDBOX_ROOM_LINES "")
  foreach(room IN LISTS rooms)
    get_property(uses GLOBAL PROPERTY GOLDBOX_USES_${room})
    install(TARGETS goldbox_${room} EXPORT goldbox-${room}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
      FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT goldbox-${room} NAMESPACE goldbox:: FILE goldbox-${room}.cmake DESTINATION ${package})
    string(APPEND GOLDBOX_ROOM_LINES "set(goldbox_uses_${room} \"${uses}\")\n")

    get_property(outside GLOBAL PROPERTY GOLDBOX_PRIVATE_${room})
    list(TRANSFORM uses PREPEND "goldbox-" OUTPUT_VARIABLE requires)
    set(libs " -lgoldbox_${room}")
    set(finds "")
    if(room STREQUAL "base")
      set(finds "  find_dependency(tl-expected)\n")
    endif()
    foreach(library IN LISTS outside)
      foreach(part FIND REQUIRES LIBS)
        get_property(${part} GLOBAL PROPERTY GOLDBOX_${part}_${library})
      endforeach()
      if(NOT FIND AND NOT LIBS)
        message(FATAL_ERROR "goldbox_room(${room} PRIVATE ${library}): "
          "add goldbox_outside(${library} ...) to cmake/GoldboxInstall.cmake, so that consumers find it")
      endif()
      list(JOIN FIND " " FIND)
      if(FIND)
        string(APPEND finds "  find_dependency(${FIND})\n")
      endif()
      list(APPEND requires ${REQUIRES})
      foreach(flag IN LISTS LIBS)
        string(APPEND libs " ${flag}")
      endforeach()
    endforeach()
    string(APPEND GOLDBOX_ROOM_LINES "macro(goldbox_find_${room})\n${finds}endmacro()\n")

    set(cflags "")
    if(room STREQUAL "base")
      set(cflags "${expected_flags}")
    endif()
    goldbox_install_pkg_config(goldbox-${room} goldbox-${room} "The room ${room} of libgoldbox"
      "${requires}" "${libs}" "${cflags}")
  endforeach()
  list(TRANSFORM rooms PREPEND "goldbox-" OUTPUT_VARIABLE requires)
  goldbox_install_pkg_config(goldbox goldbox "${PROJECT_DESCRIPTION} (every room of this installation)"
    "${requires}" "" "")

  set(GOLDBOX_ROOMS "${rooms}")
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/goldboxConfig.cmake.in
    ${PROJECT_BINARY_DIR}/goldboxConfig.cmake INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/goldboxConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/goldboxConfig.cmake ${PROJECT_BINARY_DIR}/goldboxConfigVersion.cmake
    DESTINATION ${package})

  if(TARGET goldbox)
    install(TARGETS goldbox RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/goldbox)
endfunction()
