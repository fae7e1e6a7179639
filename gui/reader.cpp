#include "gui/reader.hpp"

#include <algorithm>
#include <optional>
#include <sys/stat.h>

#include "gui/text.hpp"
#include "results/failure.hpp"

namespace fleetsim::gui {

namespace {
/// Which file stands behind a name: a run may have replaced it.
struct Identity {
    dev_t device = 0;
    ino_t number = 0;
    bool operator==(const Identity&) const = default;
};

Identity identity_of(const std::filesystem::path& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0) return {};
    return {found.st_dev, found.st_ino};
}
}  // namespace

/// To the file that was asked about last.
class Reader::Connection {
  public:
    const results::Query& to_answer(const Asked& question) {
        const Identity identity = identity_of(question->file);
        if (!query_ || query_->file() != question->file || identity != identity_) {
            query_.reset();
            query_.emplace(question->file);
            identity_ = identity;
        }
        query_->stop_when(&question->is_forgotten);
        question_ = question;
        return *query_;
    }

  private:
    Asked question_;  ///< whose flag the connection looks at
    std::optional<results::Query> query_;
    Identity identity_;
};

Reader::Reader(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& stop) { work(stop); }) {}

Reader::~Reader() {
    for (const Asked& question : asked_) question->is_forgotten = true;
    thread_.request_stop();
    // The thread never waits for this one: its answers are posted, and those end with this object.
    thread_.join();
}

void Reader::ask(QObject* asker, const QString& file, Read read) {
    const Asked question = std::make_shared<Question>();
    question->asker = asker;
    question->file = file.toStdString();
    question->read = std::move(read);
    const std::lock_guard lock(mutex_);
    drop_waiting(asker);
    asked_.push_back(question);
    waiting_.push_back(question);
    is_asked_.notify_one();
}

void Reader::forget(QObject* asker) {
    const std::lock_guard lock(mutex_);
    drop_waiting(asker);
    for (const Asked& question : asked_)
        if (question->asker == asker) question->is_forgotten = true;
}

void Reader::drop_waiting(const QObject* asker) {
    const auto is_of_asker = [asker](const Asked& question) { return question->asker == asker; };
    for (const Asked& question : waiting_)
        if (is_of_asker(question)) std::erase(asked_, question);
    std::erase_if(waiting_, is_of_asker);
}

void Reader::work(const std::stop_token& stop) {
    Connection connection;
    while (const Asked question = next(stop)) {
        const Answer answer = read(connection, question);
        QMetaObject::invokeMethod(
            this, [this, question, answer] { deliver(question, answer); }, Qt::QueuedConnection);
    }
}

/// Waits for one; nothing when all has come to its end.
Reader::Asked Reader::next(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    is_asked_.wait(lock, stop, [this] { return !waiting_.empty(); });
    if (stop.stop_requested()) return nullptr;
    const Asked question = waiting_.front();
    waiting_.pop_front();
    return question;
}

Reader::Answer Reader::read(Connection& connection, const Asked& question) {
    try {
        return {question->read(connection.to_answer(question)), {}};
    } catch (const std::exception& error) {
        return {{}, text(results::failure_sentence(error))};
    }
}

void Reader::deliver(const Asked& question, const Answer& answer) {
    std::erase(asked_, question);
    if (question->is_forgotten) return;
    if (answer.failure.isEmpty())
        answer.show();
    else
        emit failed(question->asker, answer.failure);
    emit answered();
}

}  // namespace fleetsim::gui
