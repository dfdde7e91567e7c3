//! The files that others' programs wrote, to the other formats and back.

use super::*;
use crate::plan::import::tests::pretix::mended_stadium;

const CHARTS: [&str; 4] = ["Chart", "ChartWithSections", "ChartWithTables", "ChartWithZones"];

#[test]
fn a_chart_comes_back_from_seatsio_as_it_was() {
    for name in CHARTS {
        let Some(text) = shared(&format!("seatsio-{name}.json")) else { return };
        let plan = read_again(&text, PlanFileFormat::Seatsio).plan;
        let export = export_plan(&plan, ExportFormat::Seatsio).unwrap();
        assert_eq!(export.issues, [], "{name}");
        assert_eq!(read_again(&export.text, PlanFileFormat::Seatsio).plan, plan, "{name}");
    }
}

#[test]
fn the_stadium_comes_back_from_pretix_as_it_was() {
    let Some(file) = mended_stadium() else { return };
    let plan = read_again(&file.to_string(), PlanFileFormat::Pretix).plan;
    let export = export_plan(&plan, ExportFormat::Pretix).unwrap();
    // Its sides are no whole numbers, as pretix wants them.
    assert_eq!(listed(&export).into_iter().collect::<Vec<_>>(), ["/shapes/0/outline"]);
    let mut again = read_again(&export.text, PlanFileFormat::Pretix).plan;
    again.shapes[0].outline = plan.shapes[0].outline.clone();
    assert_eq!(again, plan);
}

#[test]
fn every_seat_of_a_chart_goes_to_pretix_and_back() {
    for name in CHARTS {
        let Some(text) = shared(&format!("seatsio-{name}.json")) else { return };
        let plan = read_again(&text, PlanFileFormat::Seatsio).plan;
        let export = export_plan(&plan, ExportFormat::Pretix).unwrap();
        let again = read_again(&export.text, PlanFileFormat::Pretix).plan;
        let seats = |plan: &SeatingPlan| -> BTreeSet<String> {
            plan.sites()
                .iter()
                .filter(|site| site.seat.is_some())
                .map(crate::plan::walk::Site::label)
                .collect()
        };
        assert_eq!(seats(&again), seats(&plan), "{name}");
    }
}
