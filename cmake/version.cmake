# Run at build time: writes version.cpp with the project's version and the commit, and leaves the
# file alone where nothing changed, so that a build without changes compiles nothing.
#   cmake -DSOURCE=<tree> -DVERSION=<x.y.z> -DOUTPUT=<file> -P version.cmake
execute_process(
  COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "unknown")
else()
  execute_process(
    COMMAND git -C ${SOURCE} status --porcelain --untracked-files=no
    OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    string(APPEND commit "-dirty")
  endif()
endif()
set(text "// Written by cmake/version.cmake.
#include \"cli/version.hpp\"

namespace fleetsim::cli {
std::string_view version() { return \"${VERSION}\"; }
std::string_view commit() { return \"${commit}\"; }
}  // namespace fleetsim::cli
")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT "${old}" STREQUAL "${text}")
  file(WRITE ${OUTPUT} "${text}")
endif()
