# Fails where an include points against the table below, which is the one in docs/architecture.md.
# Runs at build time, whenever a source changed:  cmake -DSOURCE=<tree> -P layers.cmake
#
# Includes of ours are written from the repository root in quotes, so one pattern finds them all.

cmake_minimum_required(VERSION 3.24)

# may_use(<folder> <folder it may include>...); a folder may always include itself.
function(may_use folder)
  set(allowed_${folder} ${ARGN} PARENT_SCOPE)
endfunction()
set(ground_floor profile wire mqtt radio power)
may_use(sim)
may_use(models sim)
may_use(scenarios sim models)
may_use(results sim)
may_use(cli sim models scenarios results)
may_use(gui sim results)

# What results/ and gui/ know of the kernel: its statistics, and the words all of us share.
set(sim_for_readers "^sim/(stats/|check|embedded_file|error|quantity_text|time|units|whole_file)")

set(violations "")
foreach(folder sim models scenarios results cli gui)
  file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/${folder}/*.hpp ${SOURCE}/${folder}/*.cpp)
  foreach(file ${files})
    string(REGEX MATCH "^models/([a-z_]+)/" _ ${file})
    set(subject "${CMAKE_MATCH_1}")
    file(STRINGS ${SOURCE}/${file} includes REGEX "^ *# *include *[\"<](sim|models|scenarios|results|cli|gui|tests)/")
    foreach(include ${includes})
      string(REGEX MATCH "([\"<])(([a-z]+)/([a-z_]+).*)[\">]" _ ${include})
      set(bracket "${CMAKE_MATCH_1}")
      set(target "${CMAKE_MATCH_2}")
      set(target_folder "${CMAKE_MATCH_3}")
      set(target_subject "${CMAKE_MATCH_4}")
      if(bracket STREQUAL "<")
        string(APPEND violations "  ${file}: write \"${target}\" in quotes\n")
      elseif(NOT target_folder STREQUAL folder AND NOT target_folder IN_LIST allowed_${folder})
        string(APPEND violations "  ${file} includes ${target}: ${folder}/ may not use ${target_folder}/\n")
      elseif(folder MATCHES "^(results|gui)$" AND target_folder STREQUAL "sim"
             AND NOT target MATCHES "${sim_for_readers}")
        string(APPEND violations "  ${file} includes ${target}: of sim/, ${folder}/ may use statistics only\n")
      elseif(file MATCHES "^scenarios/(compose|claims)/" AND target MATCHES "^scenarios/language/")
        string(APPEND violations
               "  ${file} includes ${target}: a world is made of the plain values of scenarios/scenario.hpp\n")
      elseif(target_folder STREQUAL "models" AND subject IN_LIST ground_floor
             AND NOT target_subject STREQUAL subject AND NOT target_subject STREQUAL "profile")
        string(APPEND violations
               "  ${file} includes ${target}: ${subject} is on the ground floor of models/ and knows no neighbour\n")
      endif()
    endforeach()
  endforeach()
endforeach()

if(violations)
  message(FATAL_ERROR "includes against the direction of the layers (docs/architecture.md):\n${violations}")
endif()
if(STAMP)
  file(TOUCH ${STAMP})
endif()
