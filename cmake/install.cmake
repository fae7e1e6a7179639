# cmake --install build/release --prefix ~/.local puts the program on a user's PATH, with the shipped
# scenarios (which `fleetsim list` then finds there), the manual page and the completions of bash and
# fish. The script for zsh is made to be sourced; in a folder of its functions it would do nothing.
include(GNUInstallDirs)
install(TARGETS fleetsim)
if(FLEETSIM_GUI)
  # ./fleetsim builds it at the first `./fleetsim gui` only.
  install(TARGETS fleetsim-gui OPTIONAL)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fleetsim/scenarios
        FILES_MATCHING PATTERN "*.toml" PATTERN fleetsim.schema.json
        PATTERN claims EXCLUDE PATTERN compose EXCLUDE PATTERN language EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE TYPE DOC)

# The program itself writes its page and scripts: installs what `fleetsim <words>` prints as <file>.
function(fleetsim_install_printed file)
  cmake_path(IS_ABSOLUTE CMAKE_INSTALL_DATADIR is_absolute)
  set(target "${CMAKE_INSTALL_DATADIR}/${file}")
  if(NOT is_absolute)
    string(PREPEND target "\${CMAKE_INSTALL_PREFIX}/")
  endif()
  cmake_path(GET target PARENT_PATH folder)
  install(CODE "
    message(STATUS \"Installing: \$ENV{DESTDIR}${target}\")
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}${folder}\")
    execute_process(COMMAND \"$<TARGET_FILE:fleetsim>\" ${ARGN}
                    OUTPUT_FILE \"\$ENV{DESTDIR}${target}\" COMMAND_ERROR_IS_FATAL ANY)")
endfunction()
fleetsim_install_printed(man/man1/fleetsim.1 man)
fleetsim_install_printed(bash-completion/completions/fleetsim completion bash)
fleetsim_install_printed(fish/vendor_completions.d/fleetsim.fish completion fish)
