// CompareView: the chosen run beside another of its file, which a box chooses: at first the one
// before it, so that who changes a scenario and runs it again sees what the change did.
#pragma once

#include <optional>
#include <vector>

#include "gui/views/section_view.hpp"

QT_FORWARD_DECLARE_CLASS(QComboBox)

namespace fleetsim::gui {

class CompareView : public SectionView {
    Q_OBJECT
  public:
    explicit CompareView(QWidget* parent = nullptr);

    Reader::Read reading(results::RunId run) override;

  protected:
    void show_nothing() override;

  private:
    void list(const std::vector<results::Run>& others, std::optional<results::RunId> chosen);

    QComboBox* others_;
    std::optional<results::RunId> wanted_;  ///< by the user
};

}  // namespace fleetsim::gui
