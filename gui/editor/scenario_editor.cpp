#include "gui/editor/scenario_editor.hpp"

#include <QFile>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QSaveFile>
#include <QSplitter>
#include <QStringDecoder>
#include <QTextBlock>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/charts/plot.hpp"

namespace fleetsim::gui {

namespace {
constexpr int kMarginPadding = 8;
constexpr int kPauseMs = 400;  // between two keys of a word less passes

class Margin : public QWidget {
  public:
    explicit Margin(NumberedText* text) : QWidget(text), text_(text) {}

  protected:
    void paintEvent(QPaintEvent* event) override { text_->paint_margin(event); }

  private:
    NumberedText* text_;
};

QColor mistake_colour(const QPalette& palette) {
    return QColor(is_dark(palette) ? "#ff9b66" : "#a33b00");
}
}  // namespace

NumberedText::NumberedText(QWidget* parent) : QPlainTextEdit(parent), margin_(new Margin(this)) {
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabStopDistance(4 * fontMetrics().horizontalAdvance(' '));
    connect(this, &QPlainTextEdit::blockCountChanged, this,
            [this] { setViewportMargins(margin_width(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this,
            [this](const QRect&, int dy) { dy != 0 ? margin_->scroll(0, dy) : margin_->update(); });
    setViewportMargins(margin_width(), 0, 0, 0);
}

int NumberedText::margin_width() const {
    const auto digits = QString::number(std::max(99, blockCount())).size();
    return kMarginPadding * 2 + fontMetrics().horizontalAdvance('9') * static_cast<int>(digits);
}

void NumberedText::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    margin_->setGeometry(contentsRect().left(), contentsRect().top(), margin_width(),
                         contentsRect().height());
}

void NumberedText::paint_margin(QPaintEvent*) {
    QPainter painter(margin_);
    painter.fillRect(margin_->rect(), palette().color(QPalette::AlternateBase));
    QTextBlock block = firstVisibleBlock();
    QRectF place = blockBoundingGeometry(block).translated(contentOffset());
    while (block.isValid() && place.top() <= margin_->height()) {
        const int line = block.blockNumber() + 1;
        const bool is_marked = std::find(marked_.begin(), marked_.end(), line) != marked_.end();
        painter.setPen(is_marked ? mistake_colour(palette())
                                 : palette().color(QPalette::PlaceholderText));
        const QRectF row(0, place.top(), margin_->width() - kMarginPadding, place.height());
        painter.drawText(row, Qt::AlignRight, (is_marked ? "● " : "") + QString::number(line));
        block = block.next();
        place.translate(0, place.height());
        if (block.isValid()) place.setHeight(blockBoundingRect(block).height());
    }
}

void NumberedText::mark_lines(const std::vector<Mistake>& mistakes) {
    marked_.clear();
    QList<QTextEdit::ExtraSelection> marks;
    for (const Mistake& mistake : mistakes) {
        const QTextBlock block = document()->findBlockByNumber(mistake.line - 1);
        if (mistake.line < 1 || !block.isValid()) continue;
        marked_.push_back(mistake.line);
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(mistake_colour(palette()));
        mark.format.setToolTip(mistake.text);
        marks.append(mark);
    }
    setExtraSelections(marks);
    margin_->update();
}

void NumberedText::go_to(int line, int column) {
    const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
    if (!block.isValid()) return;
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor,
                        std::clamp(column - 1, 0, block.length() - 1));
    setTextCursor(cursor);
    centerCursor();
    setFocus();
}

ScenarioEditor::ScenarioEditor(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(tr("No scenario is open (Ctrl+E)"))),
      text_(new NumberedText),
      mistakes_(new QTreeWidget) {
    mistakes_->setHeaderLabels({tr("Line"), tr("Mistake"), tr("What to do")});
    mistakes_->setRootIsDecorated(false);
    mistakes_->setAlternatingRowColors(true);
    mistakes_->header()->resizeSection(0, 60);
    mistakes_->header()->resizeSection(1, 520);
    auto* split = new QSplitter(Qt::Vertical);
    split->addWidget(text_);
    split->addWidget(mistakes_);
    split->setStretchFactor(0, 4);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(title_);
    layout->addWidget(split, 1);
    text_->setEnabled(false);
    text_->setAccessibleName(tr("Text of the scenario"));
    mistakes_->setAccessibleName(tr("Mistakes of the scenario"));
    connect(mistakes_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        text_->go_to(item->data(0, Qt::UserRole).toInt(), item->data(1, Qt::UserRole).toInt());
    });
    connect(mistakes_, &QTreeWidget::itemClicked, mistakes_, &QTreeWidget::itemActivated);
    connect(text_->document(), &QTextDocument::modificationChanged, this, [this] {
        title_->setText(file_ + (is_modified() ? tr(" (changed)") : QString()));
        emit changed();
    });
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &ScenarioEditor::check_wanted);
    connect(text_->document(), &QTextDocument::contentsChanged, this, [this] {
        list_mistakes({}, tr("not checked since the last change"));
        pause_.start();
    });
}

QString ScenarioEditor::open(const QString& file) {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly)) return tr("Cannot read %1: %2").arg(file, in.errorString());
    const QByteArray bytes = in.readAll();
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString words = decode(bytes);
    // Shown with marks in place of what cannot be read, it would lose that when it is saved.
    if (decode.hasError())
        return tr("%1 is not text in UTF-8; have another editor save it as such.").arg(file);
    file_ = file;
    on_disk_ = bytes;
    text_->setPlainText(words);
    pause_.stop();
    text_->setEnabled(true);
    title_->setText(file);
    return {};
}

QString ScenarioEditor::reread() {
    const int position = text_->textCursor().position();
    const QString failure = open(file_);
    QTextCursor cursor(text_->document());
    cursor.setPosition(std::min(position, text_->document()->characterCount() - 1));
    text_->setTextCursor(cursor);
    return failure;
}

bool ScenarioEditor::is_changed_on_disk() const {
    QFile in(file_);
    return !file_.isEmpty() && in.open(QIODevice::ReadOnly) && in.readAll() != on_disk_;
}

QString ScenarioEditor::save() {
    QByteArray bytes = text_->toPlainText().toUtf8();
    if (on_disk_.contains("\r\n")) bytes.replace("\n", "\r\n");  // the text knows no other ends
    QSaveFile out(file_);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0 || !out.commit())
        return tr("Cannot write %1: %2").arg(file_, out.errorString());
    on_disk_ = bytes;
    text_->document()->setModified(false);
    return {};
}

bool ScenarioEditor::is_modified() const { return text_->document()->isModified(); }

int ScenarioEditor::revision() const { return text_->document()->revision(); }

void ScenarioEditor::show_mistakes(const std::vector<Mistake>& mistakes) {
    list_mistakes(mistakes, tr("no mistakes"));
}

void ScenarioEditor::list_mistakes(const std::vector<Mistake>& mistakes, const QString& if_none) {
    has_mistakes_ = !mistakes.empty();
    mistakes_->clear();
    for (const Mistake& mistake : mistakes) {
        auto* item = new QTreeWidgetItem(
            mistakes_, {mistake.line > 0 ? QString::number(mistake.line) : QString(), mistake.text,
                        mistake.hint});
        item->setData(0, Qt::UserRole, mistake.line);
        item->setData(1, Qt::UserRole, mistake.column);
        item->setToolTip(1, mistake.text);
        item->setToolTip(2, mistake.hint);
    }
    if (mistakes.empty()) new QTreeWidgetItem(mistakes_, {QString(), if_none, {}});
    text_->mark_lines(mistakes);
    emit changed();
}

}  // namespace fleetsim::gui
