# Makes every TEST_CASE of a Catch2 program a test of ctest:  crm_discover_tests(<target> <label> [PROPERTY VALUE]...)
#
# Catch2's own catch_discover_tests() is not used: names with an unbalanced bracket ("[08:00, 21:00)") or a semicolon
# break its CMake lists, and it cannot turn Catch tags into ctest labels.

function(crm_discover_tests target label)
  string(JOIN " " properties ${ARGN})
  set(lister ${PROJECT_SOURCE_DIR}/cmake/list_catch_tests.py)
  set(tests ${CMAKE_CURRENT_BINARY_DIR}/${target}.ctest.cmake)
  add_custom_command(
    TARGET ${target}
    POST_BUILD
    COMMAND ${Python3_EXECUTABLE} -B ${lister} $<TARGET_FILE:${target}> ${label} ${tests} "${properties}"
    BYPRODUCTS ${tests}
    VERBATIM)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${lister})
  # ctest reads this one; a program that was never built counts as a failed test, not as none.
  set(include_file ${CMAKE_CURRENT_BINARY_DIR}/${target}.include.cmake)
  file(CONFIGURE OUTPUT ${include_file} @ONLY CONTENT [[
if(EXISTS "@tests@")
  include("@tests@")
else()
  add_test("@label@: @target@ is built" "@target@")
endif()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include_file})
endfunction()
