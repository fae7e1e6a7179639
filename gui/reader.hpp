// Reader: reads results files in a thread of its own, so that the window never waits for one.
// Models     one question at a time, in the order they were asked. Of those an asker has waiting,
//            the newest replaces the others; one that is being read is answered first, so that a
//            file that keeps growing is shown all the same.
// Errors     a question that throws is answered by `failed`, with a sentence for the status bar.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::gui {

class Reader : public QObject {
    Q_OBJECT
  public:
    /// Shows what was read; called in the thread that asked.
    using Show = std::function<void()>;
    /// Called in the reading thread; only what it returns may touch a widget.
    using Read = std::function<Show(const results::Query&)>;

    explicit Reader(QObject* parent = nullptr);
    /// Interrupts what is being read, and shows nothing more.
    ~Reader() override;

    void ask(QObject* asker, const QString& file, Read read);
    /// Drops what the asker waits for, and interrupts it where it is being read.
    void forget(QObject* asker);
    /// A question is waiting, being read, or read but not shown yet.
    bool is_reading() const { return !asked_.empty(); }

  signals:
    void answered();
    void failed(QObject* asker, const QString& sentence);

  private:
    struct Question {
        QObject* asker = nullptr;
        std::filesystem::path file;
        Read read;
        std::atomic<bool> is_forgotten = false;
    };
    using Asked = std::shared_ptr<Question>;
    struct Answer {
        Show show;
        QString failure;
    };
    class Connection;

    void drop_waiting(const QObject* asker);
    void work(const std::stop_token& stop);
    Asked next(const std::stop_token& stop);
    static Answer read(Connection& connection, const Asked& question);
    void deliver(const Asked& question, const Answer& answer);

    std::vector<Asked> asked_;  ///< of the asking thread alone
    std::mutex mutex_;
    std::condition_variable_any is_asked_;
    std::deque<Asked> waiting_;
    std::jthread thread_;
};

}  // namespace fleetsim::gui
