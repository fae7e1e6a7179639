// Store: a results file as a SQLite database: created, opened, or refused with a sentence.
// Models     the schema of results/schema.sql under an application id and a schema version, in WAL
//            mode, so that it can be read while a run writes it.
// Leaves out what the rows mean: results/recorder.hpp writes them, results/query.hpp reads them.
// Errors     sim::InputError with one of the codes no-such-file, empty-file, not-results,
//            newer-results, older-results, damaged-results: nothing was changed.
//            sim::SystemError where the system refuses: permissions, no space.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <filesystem>
#include <string>
#include <string_view>

namespace fleetsim::results {

/// "FLTS", the application id of results files.
inline constexpr int kApplicationId = 0x464C5453;
/// Raised by one for every change of schema.sql; an older file is refused or migrated.
inline constexpr int kSchemaVersion = 2;

/// The statements of schema.sql.
std::string_view schema_sql();

class Store {
  public:
    /// To write: creates the file where there is none (or an empty one), else opens the results
    /// file that is there.
    static Store writable(const std::filesystem::path& file);
    /// To read, also while somebody writes, also from a folder that cannot be written.
    static Store read_only(const std::filesystem::path& file);

    /// No more is written: the file is whole without the ones beside it, and readers, which may not
    /// remove those, need not make them again. While somebody reads, they stay.
    void leave_alone();

    SQLite::Database& database() { return database_; }
    const std::filesystem::path& file() const { return file_; }

  private:
    Store(std::filesystem::path file, SQLite::Database database);

    std::filesystem::path file_;
    SQLite::Database database_;
};

enum class Access { Reading, Writing };
/// Turns what SQLite threw while a results file was in use into the error a user understands.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& file,
                          Access access);

}  // namespace fleetsim::results
