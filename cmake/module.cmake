# Takes out of a list of files those below folders that are modules of their own.
function(fleetsim_leave_out_modules files)
  file(GLOB_RECURSE modules CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  foreach(module ${modules})
    cmake_path(GET module PARENT_PATH folder)
    list(FILTER ${files} EXCLUDE REGEX "^${folder}/")
  endforeach()
  set(${files} ${${files}} PARENT_SCOPE)
endfunction()

# The headers below the current folder that must be compiled to see that they compile alone
# (checks.cmake). Those with a source of the same name need not be: it includes them first, which
# house_test sees to, so compiling the source is the proof.
function(fleetsim_headers target scope)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  fleetsim_leave_out_modules(headers)
  foreach(header ${headers})
    string(REGEX REPLACE "hpp$" "cpp" source ${header})
    if(EXISTS ${source})
      list(REMOVE_ITEM headers ${header})
    endif()
  endforeach()
  if(headers)
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
endfunction()

# Reading the headers is more than half of compiling a module, and nearly all of compiling its tests.
# With FLEETSIM_UNITY eight sources are compiled as one: a user's first start, the tests and the
# sanitizers take half the time. The preset debug compiles each by itself, which proves that each
# includes what it uses.
option(FLEETSIM_UNITY "Compile the sources of a module eight at a time" OFF)

# Compiles a target's sources so; ALONE as below.
function(fleetsim_unite target)
  if(NOT FLEETSIM_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # It takes a source's own types for a header's.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# Compiles a target without optimisation where a sanitizer is on: for code of which nothing runs for
# each simulated event. Optimising code that is full of a sanitizer's checks takes longer than all
# else of compiling it, and this code is half of what there is.
function(fleetsim_runs_seldom target)
  if(FLEETSIM_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# One folder, one static library: fleetsim_module(wire DEPENDS sim) compiles every .cpp below the
# current folder into fleetsim_wire, except below folders with a CMakeLists.txt of their own.
# Includes are written from the repository root. ALONE names sources that no other can stand behind:
# they open a namespace or a large library for themselves. RUNS_SELDOM: see above.
function(fleetsim_module name)
  cmake_parse_arguments(ARG "RUNS_SELDOM" "" "DEPENDS;LIBRARIES;ALONE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  fleetsim_leave_out_modules(sources)
  set(target fleetsim_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR})
  if(sources)
    fleetsim_unite(${target} ${ARG_ALONE})
  endif()
  if(sources AND ARG_RUNS_SELDOM)
    fleetsim_runs_seldom(${target})
  endif()
  if(FLEETSIM_FUZZ AND sources)
    # The coverage that libFuzzer steers by.
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  list(TRANSFORM ARG_DEPENDS PREPEND fleetsim_)
  target_link_libraries(${target} ${scope} ${ARG_DEPENDS} ${ARG_LIBRARIES})
  fleetsim_headers(${target} ${scope})
endfunction()

# The tests of one folder become one program, tests/<name>/*_test.cpp. READS_TREE: they read files
# of the repository, whose place they are told. The others compile to the same in every clone, so
# ccache knows them again. Under a sanitizer they are one entry of ctest, or SHARDS entries.
function(fleetsim_tests name)
  cmake_parse_arguments(ARG "READS_TREE" "LABEL;SHARDS" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*_test.cpp)
  if(NOT sources)
    message(FATAL_ERROR "fleetsim_tests(${name}): there is no tests/${name}/*_test.cpp")
  endif()
  string(REPLACE "/" "_" target "${name}_test")
  add_executable(${target} ${sources})
  list(TRANSFORM ARG_DEPENDS PREPEND fleetsim_)
  target_link_libraries(${target} PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${target} REUSE_FROM fleetsim_test_headers)
  fleetsim_unite(${target})
  if(ARG_READS_TREE)
    target_compile_definitions(${target} PRIVATE FLEETSIM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
  if(NOT ARG_LABEL)
    set(ARG_LABEL fast)
  endif()
  if(FLEETSIM_SANITIZE)
    # A program's start costs more than most tests: one for all of them, or for a share of those
    # that take long.
    if(NOT ARG_SHARDS)
      set(ARG_SHARDS 1)
    endif()
    foreach(shard RANGE 1 ${ARG_SHARDS})
      math(EXPR index "${shard} - 1")
      set(test ${target})
      if(ARG_SHARDS GREATER 1)
        set(test ${target}_${shard})
      endif()
      add_test(NAME ${test} COMMAND ${target} --gtest_brief=1)
      set_tests_properties(
        ${test} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 1800
        ENVIRONMENT "GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${index}")
    endforeach()
  else()
    gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
  endif()
endfunction()
