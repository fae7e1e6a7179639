// ScenarioEditor: a scenario's text with line numbers, its mistakes marked at their lines and
// listed below; a click on one goes there.
#pragma once

#include <QPlainTextEdit>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "gui/run_controller.hpp"

QT_FORWARD_DECLARE_CLASS(QLabel)
QT_FORWARD_DECLARE_CLASS(QTreeWidget)

namespace fleetsim::gui {

/// The text itself, with its numbers in the margin.
class NumberedText : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit NumberedText(QWidget* parent = nullptr);

    void mark_lines(const std::vector<Mistake>& mistakes);
    void go_to(int line, int column);
    int margin_width() const;
    void paint_margin(QPaintEvent* event);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* margin_;
    std::vector<int> marked_;
};

class ScenarioEditor : public QWidget {
    Q_OBJECT
  public:
    explicit ScenarioEditor(QWidget* parent = nullptr);

    /// What went wrong, or an empty text.
    QString open(const QString& file);
    QString save();
    /// `open` with the cursor where it was.
    QString reread();
    /// Another program wrote the file after it was read or saved here.
    bool is_changed_on_disk() const;
    const QString& file() const { return file_; }
    bool is_modified() const;
    /// Another number after each change of the text.
    int revision() const;

    /// Of the text as it stands; the next change forgets them.
    void show_mistakes(const std::vector<Mistake>& mistakes);
    /// Known ones: a text that is not checked yet has none.
    bool has_mistakes() const { return has_mistakes_; }
    NumberedText* text() const { return text_; }
    QTreeWidget* mistakes() const { return mistakes_; }

  signals:
    /// The text, whether it is saved, or what is known of its mistakes.
    void changed();
    /// Who types has paused.
    void check_wanted();

  private:
    void list_mistakes(const std::vector<Mistake>& mistakes, const QString& if_none);

    QString file_;
    QByteArray on_disk_;  ///< as it was read or saved last
    QLabel* title_;
    NumberedText* text_;
    QTreeWidget* mistakes_;
    QTimer pause_;
    bool has_mistakes_ = false;
};

}  // namespace fleetsim::gui
