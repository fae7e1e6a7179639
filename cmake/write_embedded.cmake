# Writes the source that fleetsim_embed() adds to a target (cmake/embed.cmake).
set(entries "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  if(text MATCHES "\\)embedded\"")
    message(FATAL_ERROR "${file} holds the closing mark of a raw string")
  endif()
  file(RELATIVE_PATH name ${ROOT} ${file})
  # A list separator in the text would end the CMake argument.
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
string(REGEX REPLACE "::[^:]*$" "" space ${FUNCTION})
string(REGEX REPLACE "^.*::" "" name ${FUNCTION})
file(WRITE ${OUTPUT}
"// Written by cmake/embed.cmake; do not edit.
#include <span>

#include \"sim/embedded_file.hpp\"

namespace fleetsim::${space} {

std::span<const sim::EmbeddedFile> ${name}();

namespace {
constexpr sim::EmbeddedFile kFiles[] = {
${entries}};
}  // namespace

std::span<const sim::EmbeddedFile> ${name}() { return kFiles; }

}  // namespace fleetsim::${space}
")
