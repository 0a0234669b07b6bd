# Compiles a folder's migrations (migrations/NNNN_name.sql) into the library, so that no file has to be installed.
#
#   crm_embed_sql(<target> <folder>)    folder: below src, like storage/sqlite
#
# The generated file defines `std::span<const crm::storage::Migration> crm::<folder>::migrations()`, in the order of the
# numbers; <folder>/migrations.hpp declares it. This file is also the script that writes it, at build time.

set(CRM_EMBED_SQL_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(crm_embed_sql target folder)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/migrations/*.sql)  # in the order of their names
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${folder}/migrations.cpp)
  add_custom_command(
    OUTPUT ${output}
    # The names stand in the command, so that adding or removing a file runs it again.
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DFOLDER=${folder} -DOUTPUT=${output} -P ${CRM_EMBED_SQL_SCRIPT}
    DEPENDS ${files} ${CRM_EMBED_SQL_SCRIPT}
    COMMENT "Embedding the migrations of ${folder}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# Appends one file's initialiser to `rows`; refuses a name without its number, a gap and a text that ends the literal.
function(append_migration file)
  get_filename_component(name ${file} NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: a migration is named NNNN_what_it_does.sql")
  endif()
  set(digits ${CMAKE_MATCH_1})
  set(title ${CMAKE_MATCH_2})
  math(EXPR number "1${digits} - 10000")
  if(NOT number EQUAL count)
    message(FATAL_ERROR "${file}: the number must be ${count}: migrations count up from 0001 without a gap")
  endif()
  file(READ ${file} sql)
  string(FIND "${sql}" ")sql\"" literal_end)
  if(NOT literal_end EQUAL -1)
    message(FATAL_ERROR "${file}: the text )sql\" cannot stand in a migration")
  endif()
  set(rows "${rows}    Migration{${number}, \"${title}\", R\"sql(${sql})sql\"},\n" PARENT_SCOPE)
endfunction()

function(write_migrations)
  if(NOT FILES)
    message(FATAL_ERROR "src/${FOLDER}/migrations holds no migration")
  endif()
  set(count 0)
  set(rows "")
  foreach(file IN LISTS FILES)
    math(EXPR count "${count} + 1")
    append_migration(${file})
  endforeach()
  string(REPLACE "/" "::" namespace "crm::${FOLDER}")
  file(
    WRITE ${OUTPUT}
    "// Generated from src/${FOLDER}/migrations by cmake/EmbedSql.cmake; changes here are lost.\n"
    "#include \"${FOLDER}/migrations.hpp\"\n\n"
    "#include <array>\n\n"
    "#include \"storage/migration.hpp\"\n\n"
    "namespace ${namespace} {\n\n"
    "std::span<const Migration> migrations() {\n"
    "  static constexpr std::array<Migration, ${count}> all{\n"
    "${rows}  };\n"
    "  return all;\n"
    "}\n\n"
    "}  // namespace ${namespace}\n")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  write_migrations()
endif()
