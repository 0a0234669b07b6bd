# What crm_server is built from, under Nix's names.
{ pkgs }: {
  deps = [
    pkgs.cmake pkgs.ninja pkgs.gcc12 pkgs.pkg-config
    pkgs.sqlite pkgs.sqlitecpp pkgs.postgresql_15 pkgs.nlohmann_json pkgs.openssl pkgs.cctz pkgs.tzdata
    pkgs.boost pkgs.cli11 pkgs.libxcrypt
  ];
  # crm_server loads libpq by its name when DATABASE_URL names a PostgreSQL database.
  env.LD_LIBRARY_PATH = pkgs.lib.makeLibraryPath [ pkgs.postgresql_15.lib ];
}
