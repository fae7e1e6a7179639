#include "results/store.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <cerrno>
#include <cstdint>
#include <span>
#include <sqlite3.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "sim/check.hpp"
#include "sim/embedded_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::results {

std::span<const sim::EmbeddedFile> embedded_schema();

namespace {
namespace fs = std::filesystem;

constexpr int kBusyTimeoutMs = 10'000;
/// Files up to this size are checked page by page when opened; larger ones would open slowly.
constexpr std::uintmax_t kWholeCheckBytes = 16 << 20;

[[noreturn]] void refuse(const fs::path& file, std::string code, std::string text,
                         std::string hint) {
    throw sim::InputError(
        sim::Diagnostic{{file.string(), 0, 0}, std::move(code), std::move(text), std::move(hint)});
}

std::string reason_of(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse_foreign(const fs::path& file) {
    refuse(file, "not-results", "this file is not a fleetsim results file; it was left as it is",
           "give another name, or move the file away");
}

[[noreturn]] void refuse_damaged(const fs::path& file, const std::string& what) {
    refuse(file, "damaged-results", "this results file is damaged: " + what,
           "repeat the run; `sqlite3 FILE .recover` may save some of its rows");
}

int pragma(SQLite::Database& database, const char* statement) {
    return database.execAndGet(statement).getInt();
}

/// SQLite needs to write beside a WAL database even to read it, unless told that nobody writes.
SQLite::Database open_to_read(const fs::path& file) {
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, kBusyTimeoutMs);
        pragma(database, "PRAGMA user_version");
        return database;
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() != SQLITE_CANTOPEN && error.getErrorCode() != SQLITE_READONLY)
            throw;
    }
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string())
        uri += c == '?' ? "%3f" : c == '#' ? "%23" : c == '%' ? "%25" : std::string(1, c);
    return {uri + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs};
}

enum class Found { Nothing, Empty, Results };

/// What is there, before anything is created or written. Only SQLite may open the file: closing it
/// any other way would drop the locks that this process holds on it elsewhere.
Found look_at(const fs::path& file) {
    std::error_code failure;
    const auto status = fs::status(file, failure);
    if (status.type() == fs::file_type::not_found) return Found::Nothing;
    if (failure)
        throw sim::SystemError("open the results file", file.string(), failure.message(), "");
    if (status.type() != fs::file_type::regular)
        refuse(file, "not-results", "this is not a file but a folder or a device",
               "name a file, such as results.fleetsim");
    if (access(file.c_str(), R_OK) != 0)
        throw sim::SystemError("open the results file", file.string(), reason_of(errno),
                               "check the permissions of the file");
    if (fs::file_size(file, failure) == 0) return Found::Empty;
    try {
        SQLite::Database database = open_to_read(file);
        if (pragma(database, "PRAGMA application_id") == kApplicationId) return Found::Results;
    } catch (const SQLite::Exception& error) {
        rethrow(error, file, Access::Reading);
    }
    refuse_foreign(file);
}

void check_version(SQLite::Database& database, const fs::path& file) {
    const int version = pragma(database, "PRAGMA user_version");
    const std::string both = "schema version " + std::to_string(version) +
                             ", this fleetsim knows version " + std::to_string(kSchemaVersion);
    if (version > kSchemaVersion)
        refuse(file, "newer-results", "this results file was written by a newer fleetsim: " + both,
               "use the newer fleetsim to read it");
    // No released version wrote anything else, so there is nothing to migrate yet.
    if (version < kSchemaVersion)
        refuse(file, "older-results", "this results file is from before the first release: " + both,
               "repeat the run with this fleetsim");
}

/// A truncated copy is the usual damage, and its size betrays it; the rest is for quick_check.
void check_pages(SQLite::Database& database, const fs::path& file) {
    std::error_code failure;
    const std::uintmax_t size = fs::file_size(file, failure);
    if (failure) return;
    const std::uintmax_t wal = fs::file_size(file.string() + "-wal", failure);
    const bool has_wal = !failure && wal > 0;
    const auto expected = static_cast<std::uintmax_t>(pragma(database, "PRAGMA page_count")) *
                          static_cast<std::uintmax_t>(pragma(database, "PRAGMA page_size"));
    if (!has_wal && size < expected)
        refuse_damaged(file, "it holds " + std::to_string(size) + " of " +
                                 std::to_string(expected) + " bytes");
    if (size > kWholeCheckBytes) return;
    const std::string verdict = database.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") refuse_damaged(file, verdict);
}

void check(SQLite::Database& database, const fs::path& file, Access access) {
    try {
        check_version(database, file);
        check_pages(database, file);
    } catch (const SQLite::Exception& error) {
        rethrow(error, file, access);
    }
}

/// Before the switch to WAL, so that the header of the file itself carries the application id.
void create_schema(SQLite::Database& database) {
    database.exec("PRAGMA page_size = 8192");  // only before the first table
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (pragma(database, "PRAGMA user_version") == 0) {  // nobody else was faster
        database.exec(std::string(schema_sql()));
        database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
        database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
    }
    transaction.commit();
}

void remove_leftovers(const fs::path& file) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file.string() + suffix, ignored);
}

SQLite::Database open_to_write(const fs::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                              kBusyTimeoutMs);
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA cache_size = -16384");  // KiB
    return database;
}

}  // namespace

std::string_view schema_sql() { return embedded_schema().front().text; }

Store::Store(fs::path file, SQLite::Database database)
    : file_(std::move(file)), database_(std::move(database)) {}

Store Store::writable(const fs::path& file) {
    const Found found = look_at(file);
    try {
        Store store(file, open_to_write(file));
        if (found != Found::Results) create_schema(store.database_);
        store.database_.exec("PRAGMA journal_mode = WAL");
        check(store.database_, file, Access::Writing);
        return store;
    } catch (const SQLite::Exception& error) {
        if (found == Found::Nothing) remove_leftovers(file);
        rethrow(error, file, Access::Writing);
    }
}

void Store::leave_alone() {
    database_.setBusyTimeout(0);
    try {
        // A connection that only reads makes the files of the write-ahead log if they are not
        // there, and cannot remove them.
        database_.exec("PRAGMA journal_mode = DELETE");
    } catch (const SQLite::Exception&) {
        // Somebody has the file open; all is in it or in the log beside it.
        static_cast<void>(0);
    }
    database_.setBusyTimeout(kBusyTimeoutMs);
}

Store Store::read_only(const fs::path& file) {
    switch (look_at(file)) {
        case Found::Nothing:
            refuse(file, "no-such-file", "there is no such file",
                   "`fleetsim run SCENARIO --out FILE` writes one");
        case Found::Empty:
            refuse(file, "empty-file", "this file is empty, so it holds no results",
                   "`fleetsim run SCENARIO --out FILE` writes results");
        case Found::Results:
            break;
    }
    try {
        Store store(file, open_to_read(file));
        check(store.database_, file, Access::Reading);
        return store;
    } catch (const SQLite::Exception& error) {
        rethrow(error, file, Access::Reading);
    }
}

void rethrow(const SQLite::Exception& error, const fs::path& file, Access access) {
    const std::string operation =
        access == Access::Writing ? "write the results file" : "read the results file";
    switch (error.getErrorCode()) {
        case SQLITE_CORRUPT:
            refuse_damaged(file, error.what());
        case SQLITE_NOTADB:
            refuse_foreign(file);
        case SQLITE_FULL:
            throw sim::SystemError(operation, file.string(), "the disk is full",
                                   "what was committed before is kept; make room, or write "
                                   "elsewhere with --out");
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM: {
            const fs::path folder = fs::absolute(file).parent_path();
            const bool has_folder = fs::is_directory(folder);
            throw sim::SystemError(
                operation, file.string(),
                has_folder ? "the file or its folder is not writable" : "there is no such folder",
                has_folder
                    ? "write elsewhere with --out, or change the permissions of " + folder.string()
                    : "create " + folder.string() + ", or write elsewhere with --out");
        }
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw sim::SystemError(operation, file.string(), "another program keeps it locked",
                                   "close it there, and try again");
        default:
            throw sim::SystemError(operation, file.string(), error.what(),
                                   "what was committed before is kept");
    }
}

}  // namespace fleetsim::results
