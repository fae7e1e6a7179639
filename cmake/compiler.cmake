# Language level, warnings and the sanitizer switch, the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Without this a source that uses precompiled headers (the tests) is never found again.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# Linking a test program takes a second with mold, several without.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# A user's newer compiler may know a new warning: only ./fleetsim's release build forgives it.
option(FLEETSIM_WARNINGS_ARE_ERRORS "Refuse code that compiles with warnings" ON)
# Designated initializers leave out what keeps its default, on purpose.
add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wno-missing-field-initializers)
if(FLEETSIM_WARNINGS_ARE_ERRORS)
  add_compile_options(-Werror)
endif()
# g++ 12 sees uninitialized members in destroyed temporaries and overlaps in std::string's operator+
# that are not there (gcc.gnu.org PR 105616, PR 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict)
endif()
set(FLEETSIM_ARCH "x86-64-v3" CACHE STRING "-march for release builds; empty for the compiler's default")
if(FLEETSIM_ARCH AND CMAKE_BUILD_TYPE STREQUAL "Release")
  # The compiler must know the name, and this machine the instructions.
  include(CheckCXXSourceRuns)
  check_cxx_source_runs(
    "int main() { return __builtin_cpu_supports(\"${FLEETSIM_ARCH}\") ? 0 : 1; }"
    FLEETSIM_ARCH_WORKS)
  if(FLEETSIM_ARCH_WORKS)
    add_compile_options(-march=${FLEETSIM_ARCH})
  endif()
endif()
# Fused multiply-add would let the same source round differently on another machine; results must not.
add_compile_options(-ffp-contract=off)

set(FLEETSIM_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined or thread")
if(FLEETSIM_SANITIZE)
  add_compile_options(-fsanitize=${FLEETSIM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${FLEETSIM_SANITIZE})
endif()
