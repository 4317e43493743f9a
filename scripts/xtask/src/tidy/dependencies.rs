//! Who may depend on whom.

use std::path::Path;

use super::{
    project::{Crate, Dependency, Project},
    violation::Violation,
};

/// The rooms of the house; a crate's folder says in which it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Room {
    Primitives,
    Support,
    Pallet,
    Runtime,
    Fuzz,
    Node,
    App,
    ChainAdapter,
    Adapter,
    Tests,
    TestTool,
    Xtask,
    AgentSdk,
    Agent,
}

impl Room {
    /// The room at `folder`.
    fn at(folder: &Path) -> Option<Self> {
        let steps: Vec<_> = folder.iter().filter_map(|step| step.to_str()).collect();
        Some(match steps.as_slice() {
            ["pallets", "primitives"] => Self::Primitives,
            ["pallets", "support"] => Self::Support,
            ["pallets", _] => Self::Pallet,
            ["runtime"] => Self::Runtime,
            ["runtime", "fuzz"] => Self::Fuzz,
            ["node"] => Self::Node,
            ["orchestrator"] => Self::App,
            ["orchestrator", "crates", "chain"] => Self::ChainAdapter,
            ["orchestrator", "crates", _] => Self::Adapter,
            ["tests"] => Self::Tests,
            ["tests", _] => Self::TestTool,
            ["scripts", "xtask"] => Self::Xtask,
            ["agents", "sdk"] => Self::AgentSdk,
            ["agents", _] | ["agents", "fixtures", _] => Self::Agent,
            _ => return None,
        })
    }

    /// The rooms of ours that it may build on.
    fn allowed(self) -> &'static [Self] {
        match self {
            Self::Primitives | Self::TestTool | Self::Xtask | Self::AgentSdk | Self::Adapter => &[],
            Self::Support | Self::ChainAdapter => &[Self::Primitives],
            Self::Pallet => &[Self::Support, Self::Primitives],
            Self::Runtime => &[Self::Pallet, Self::Support, Self::Primitives],
            Self::Fuzz => &[Self::Runtime, Self::Pallet, Self::Support, Self::Primitives],
            Self::Node => &[Self::Runtime],
            Self::App => &[Self::ChainAdapter, Self::Adapter, Self::Primitives],
            Self::Tests => &[Self::ChainAdapter, Self::Adapter, Self::Primitives, Self::TestTool],
            Self::Agent => &[Self::AgentSdk],
        }
    }

    /// Whether a foreign crate has no business here.
    fn forbids(self, name: &str) -> bool {
        let is_frame = name.starts_with("frame-") || name.starts_with("pallet-");
        let is_client = name.starts_with("sc-");
        match self {
            Self::Primitives | Self::App | Self::ChainAdapter | Self::Adapter | Self::Tests | Self::TestTool => {
                is_frame || is_client
            }
            Self::Support | Self::Pallet | Self::Runtime | Self::Fuzz => is_client,
            Self::Node | Self::Xtask | Self::AgentSdk | Self::Agent => false,
        }
    }
}

/// Finds crates outside the house and dependencies against its plan.
pub fn check(project: &Project) -> Vec<Violation> {
    project.crates.iter().flat_map(|member| check_crate(project, member)).collect()
}

fn check_crate(project: &Project, member: &Crate) -> Vec<Violation> {
    let violation = |dependency: &str, problem: String| {
        let file = member.manifest_path();
        let line = project.text(&file).map_or(1, |text| text.line_of(dependency));
        let remedy = "ARCHITECTURE.md says who may depend on whom".into();
        Violation { file, line, rule: "dependencies", problem, remedy }
    };
    let Some(room) = Room::at(&member.folder) else {
        return vec![violation("[package]", format!("{} is no room of the house", member.folder.display()))];
    };
    let unplanned = member.dependencies.iter().filter(|dependency| !is_planned(room, dependency));
    unplanned
        .map(|dependency| {
            violation(&dependency.name, format!("{} may not depend on {}", member.folder.display(), dependency.name))
        })
        .collect()
}

fn is_planned(room: Room, dependency: &Dependency) -> bool {
    let Some(folder) = &dependency.folder else {
        return !room.forbids(&dependency.name);
    };
    let for_tests = |other| dependency.is_for_tests && matches!(other, Room::TestTool | Room::Fuzz);
    Room::at(folder).is_some_and(|other| room.allowed().contains(&other) || for_tests(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::project::doubles::summary;

    fn on(name: &str, folder: Option<&str>) -> Dependency {
        Dependency { name: name.into(), folder: folder.map(Into::into), is_for_tests: false }
    }

    fn problems(folder: &str, dependency: Dependency) -> Vec<String> {
        let manifest = format!("[dependencies.{}]\nworkspace = true", dependency.name);
        let project = Project::default().with_crate(folder, &manifest, &[dependency]);
        check(&project).into_iter().map(|violation| violation.problem).collect()
    }

    #[test]
    fn the_plan_is_allowed() {
        let planned = [
            ("node", "runtime"),
            ("runtime", "pallets/escrow"),
            ("runtime/fuzz", "runtime"),
            ("pallets/escrow", "pallets/support"),
            ("pallets/support", "pallets/primitives"),
            ("orchestrator", "orchestrator/crates/store"),
            ("orchestrator/crates/chain", "pallets/primitives"),
            ("tests", "orchestrator/crates/chain"),
            ("agents/echo", "agents/sdk"),
            ("agents/fixtures/spin", "agents/sdk"),
        ];
        for (folder, other) in planned {
            assert_eq!(problems(folder, on("other", Some(other))), [""; 0], "{folder} -> {other}");
        }
    }

    #[test]
    fn anything_else_is_caught() {
        let unplanned = [
            ("pallets/primitives", "pallets/support"),
            ("pallets/escrow", "pallets/reputation"),
            ("pallets/escrow", "runtime"),
            ("node", "pallets/escrow"),
            ("orchestrator", "runtime"),
            ("orchestrator", "pallets/escrow"),
            ("orchestrator/crates/store", "orchestrator/crates/chain"),
            ("orchestrator/crates/store", "orchestrator"),
            ("tests", "node"),
            ("scripts/xtask", "pallets/primitives"),
            ("agents/sdk", "agents/echo"),
        ];
        for (folder, other) in unplanned {
            assert_eq!(problems(folder, on("other", Some(other))), [format!("{folder} may not depend on other")]);
        }
    }

    #[test]
    fn the_message_points_at_the_line() {
        let manifest = "[package]\nname = \"node\"\n\n[dependencies]\npallet-escrow = { workspace = true }\n";
        let project = Project::default().with_crate("node", manifest, &[on("pallet-escrow", Some("pallets/escrow"))]);
        let violations = check(&project);
        assert_eq!(summary(&violations), [("node/Cargo.toml".into(), 5, "node may not depend on pallet-escrow")]);
    }

    #[test]
    fn the_chain_s_framework_stays_on_the_chain() {
        assert_eq!(problems("pallets/primitives", on("frame-support", None)).len(), 1);
        assert_eq!(problems("orchestrator", on("pallet-balances", None)).len(), 1);
        assert_eq!(problems("pallets/escrow", on("sc-service", None)).len(), 1);
        assert_eq!(problems("pallets/escrow", on("frame-support", None)).len(), 0);
    }

    #[test]
    fn only_tests_may_use_the_tests_tools() {
        let for_tests = Dependency { is_for_tests: true, ..on("ainur-test-postgres", Some("tests/postgres")) };
        assert_eq!(problems("orchestrator/crates/store", for_tests).len(), 0);
        assert_eq!(problems("orchestrator/crates/store", on("ainur-test-postgres", Some("tests/postgres"))).len(), 1);
    }

    #[test]
    fn a_crate_outside_the_house_is_caught() {
        assert_eq!(problems("tools/helper", on("anyhow", None)), ["tools/helper is no room of the house"]);
    }
}
