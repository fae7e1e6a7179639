# Checks of the tree that are part of every build; a violation fails it.
file(GLOB_RECURSE layered_sources CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/sim/*.?pp ${PROJECT_SOURCE_DIR}/models/*.?pp
     ${PROJECT_SOURCE_DIR}/scenarios/*.?pp ${PROJECT_SOURCE_DIR}/results/*.?pp
     ${PROJECT_SOURCE_DIR}/cli/*.?pp ${PROJECT_SOURCE_DIR}/gui/*.?pp)
set(layers_stamp ${PROJECT_BINARY_DIR}/layers.stamp)
add_custom_command(
  OUTPUT ${layers_stamp}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DSTAMP=${layers_stamp}
          -P ${PROJECT_SOURCE_DIR}/cmake/layers.cmake
  DEPENDS ${layered_sources} ${PROJECT_SOURCE_DIR}/cmake/layers.cmake
  COMMENT "Checking the direction of includes" VERBATIM)
add_custom_target(layers ALL DEPENDS ${layers_stamp})
add_dependencies(fleetsim layers)

# Every public header compiles alone. Costs one small compilation for each header that no source
# includes first, so only where asked.
option(FLEETSIM_CHECK_HEADERS "Compile by itself each header without a source of its own" OFF)
if(FLEETSIM_CHECK_HEADERS)
  add_custom_target(headers ALL)
  add_dependencies(headers all_verify_interface_header_sets)
endif()
