# What the usual build does for Python: a virtual environment with pinned tools, and in it the package as pip installs
# it. pip compiles the bindings only: it links the core that this build has made.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter Development.Module)

set(CRM_PYTHON_ENV ${CMAKE_CURRENT_BINARY_DIR}/env CACHE INTERNAL "The virtual environment that holds the package")
set(pip ${CRM_PYTHON_ENV}/bin/pip --quiet --disable-pip-version-check)

set(requirements ${PROJECT_SOURCE_DIR}/tests/python/requirements.txt)
set(env_made ${CMAKE_CURRENT_BINARY_DIR}/env_made)
add_custom_command(
  OUTPUT ${env_made}
  COMMAND ${Python3_EXECUTABLE} -m venv --clear ${CRM_PYTHON_ENV}
  COMMAND ${pip} install --requirement ${requirements}
  COMMAND ${CMAKE_COMMAND} -E touch ${env_made}
  DEPENDS ${requirements}
  COMMENT "Making the virtual environment of the Python tests"
  VERBATIM)

export(TARGETS crm_core NAMESPACE crm:: FILE ${PROJECT_BINARY_DIR}/crm-core.cmake)

file(GLOB package_files CONFIGURE_DEPENDS *.cpp *.hpp CMakeLists.txt exports.map *.def crm/*)
file(GLOB_RECURSE public_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/crm/*)
set(package_made ${CMAKE_CURRENT_BINARY_DIR}/package_made)
add_custom_command(
  OUTPUT ${package_made}
  COMMAND
    ${CMAKE_COMMAND} -E env CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER} ${pip} install
    --no-build-isolation --no-deps --force-reinstall ${PROJECT_SOURCE_DIR}
    --config-settings=build-dir=${CMAKE_CURRENT_BINARY_DIR}/extension
    --config-settings=cmake.define.CRM_BUILT_CORE=${PROJECT_BINARY_DIR}/crm-core.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${package_made}
  DEPENDS ${env_made} ${package_files} ${public_headers} ${PROJECT_SOURCE_DIR}/pyproject.toml crm_core
  COMMENT "Installing the Python package into it"
  VERBATIM)
add_custom_target(python_package ALL DEPENDS ${package_made})
