# What every target of ours is compiled with. Warnings are errors, in ours and not in theirs.

find_program(CCACHE ccache)
if(CCACHE)
    # Paths are hashed relative to the project, so a second clone finds what the first one built.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true
                                    CCACHE_ABSSTDERR=true CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(hometime_options INTERFACE)
target_include_directories(hometime_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(hometime_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                                  -Woverloaded-virtual -Werror)
# BOOST_*_SEPARATE_COMPILATION: Asio and Beast are compiled once, in the daemon's library.
target_compile_definitions(
    hometime_options
    INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION
              BOOST_BEAST_USE_STD_STRING_VIEW HOMETIME_VERSION="${PROJECT_VERSION}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports false positives from inlined library code in optimised builds.
    target_compile_options(hometime_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
                                                      -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer)
endif()
if(HOMETIME_MUTANTS)
    target_compile_definitions(hometime_options INTERFACE HOMETIME_MUTANTS)
endif()
if(HOMETIME_SANITIZE)
    target_compile_options(hometime_options INTERFACE -fsanitize=${HOMETIME_SANITIZE} -fno-omit-frame-pointer
                                                      -fno-sanitize-recover=all)
    target_link_options(hometime_options INTERFACE -fsanitize=${HOMETIME_SANITIZE})
endif()

# The headers that nearly every file reads, compiled once for each target: a whole build takes little more than half the
# time. Off where one wants to share a cache of compiled files between folders: a precompiled header names its own.
option(HOMETIME_PCH "Precompile the common headers" OFF)
if(HOMETIME_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(hometime_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
endif()
function(hometime_precompile target)
    if(HOMETIME_PCH)
        target_precompile_headers(${target} PRIVATE <boost/describe.hpp> <boost/json.hpp> ${ARGN})
    endif()
endfunction()
