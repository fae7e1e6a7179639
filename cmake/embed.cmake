# Puts text files into the program, so that it runs from anywhere.
#
#   fleetsim_embed(<target> FUNCTION <namespace::name> ROOT <folder> FILES <file>...)
#
# adds a source to <target> that defines
#
#   std::span<const sim::EmbeddedFile> fleetsim::<namespace::name>();
#
# with one entry per file, in the given order, named by its path below ROOT. Declare that function
# in a header of yours; the type is in sim/embedded_file.hpp. A changed file rebuilds the source.
function(fleetsim_embed target)
  cmake_parse_arguments(ARG "" "FUNCTION;ROOT" "FILES" ${ARGN})
  string(REGEX REPLACE "[^A-Za-z0-9]+" "_" stem ${ARG_FUNCTION})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${stem}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} "-DFUNCTION=${ARG_FUNCTION}" "-DROOT=${ARG_ROOT}"
            "-DFILES=${ARG_FILES}" "-DOUTPUT=${source}" -P ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${ARG_FILES} ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
