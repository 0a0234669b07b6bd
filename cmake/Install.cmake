# What `cmake --install` puts where: the libraries with their headers, CMake package and pkg-config file (component
# `library`), and crmctl (component `tools`).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/crm)

install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library PATTERN README.md EXCLUDE
        PATTERN auth.hpp EXCLUDE)  # its library is for this project's own programs
install(FILES capi/crm_cdef.h DESTINATION ${CMAKE_INSTALL_DATADIR}/crm COMPONENT library)

set_target_properties(crm PROPERTIES EXPORT_NAME c)
set_target_properties(crm_core PROPERTIES EXPORT_NAME cpp)
foreach(part c cpp)
  set(target_c crm)
  set(target_cpp crm_core)
  install(TARGETS ${target_${part}} EXPORT crm-${part}-targets
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT crm-${part}-targets NAMESPACE crm:: DESTINATION ${package_dir} COMPONENT library)
endforeach()

configure_package_config_file(cmake/crm-config.cmake.in ${PROJECT_BINARY_DIR}/crm-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/crm-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/crm-config.cmake ${PROJECT_BINARY_DIR}/crm-config-version.cmake cmake/Dependencies.cmake
        DESTINATION ${package_dir} COMPONENT library)

# The folder of crm.pc tells where the rest is, so that the whole may be moved.
file(RELATIVE_PATH CRM_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/crm.pc.in ${PROJECT_BINARY_DIR}/crm.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/crm.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)

if(CRM_BUILD_CLI)
  install(TARGETS crmctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
  # Where src/intake/phone_reader.cpp looks for it.
  install(TARGETS crm_phonenumber LIBRARY DESTINATION lib/libcrm COMPONENT tools)
endif()
if(CRM_BUILD_SERVER)
  install(TARGETS crm_server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
endif()
