//! What goes wrong in a run besides its end: the disk stalls, fills up, fails; events are put out of memory, or
//! their actors end where they stand.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actors::journal::FileJournal;
use actors::ports::journal::JournalError;
use actors::registry::Registry;
use schemas::ids::{EventId, Version};
use schemas::time::Timestamp;
use tokio::time::sleep;

use crate::figures::Figures;
use crate::world::World;

/// How long archives are kept where they are let go.
const ARCHIVES_KEPT_MS: u64 = 2_000;

/// Disturbs a life until it ends.
pub async fn disturb(world: Rc<World>, registry: Registry, journal: Arc<FileJournal>) {
    loop {
        sleep(Duration::from_millis(world.below(400))).await;
        let event = world.pick_event();
        match world.below(44) {
            0..=7 => stall(&world).await,
            8..=13 => passivate(&world, &registry, event, true).await,
            14..=23 => passivate(&world, &registry, event, false).await,
            24..=28 => abandon(&world, &registry, event),
            29..=33 => fill_up(&world, &journal).await,
            34..=37 => {
                world.power.spoil_checkpoint();
                passivate(&world, &registry, event, true).await;
            }
            38..=41 => archive(&world, &journal),
            42 => {
                world.note(format_args!("a write will fail"));
                world.disk.fail_write_after(world.below(30));
            }
            _ => {
                world.note(format_args!("a sync will fail"));
                world.disk.fail_sync_after(world.below(15));
            }
        }
    }
}

async fn stall(world: &World) {
    let long = world.chance(1, 5);
    let length_ms = if long { world.below(8_000) } else { world.below(60) };
    world.note(format_args!("the disk stalls for {length_ms} ms"));
    world.count("stalls");
    world.disk.stall();
    sleep(Duration::from_millis(length_ms)).await;
    world.disk.open_gate();
}

async fn passivate(world: &World, registry: &Registry, event: usize, whatever_it_holds: bool) {
    let id = world.events[event].borrow().id;
    let from = world.now();
    let left =
        if whatever_it_holds { registry.passivate(id).await } else { registry.passivate_if_idle(id).await };
    world.note(format_args!("{id} passivated: {left}"));
    if left {
        world.count(if whatever_it_holds { "passivations" } else { "passivations of idle events" });
        world.events[event].borrow_mut().breaks.push((from, world.now()));
    }
}

fn abandon(world: &World, registry: &Registry, event: usize) {
    let id = world.events[event].borrow().id;
    if registry.abandon(id) {
        world.note(format_args!("{id} abandoned"));
        world.count("actors killed");
        world.events[event].borrow_mut().breaks.push((world.now(), world.now()));
    }
}

/// Archives what may be. Where archives are let go, the judge still wants what came since it judged.
fn archive(world: &World, journal: &FileJournal) {
    let retain_ms = world.lets_archives_go.then_some(ARCHIVES_KEPT_MS);
    let judged = |id: EventId| match retain_ms {
        None => Version(u64::MAX),
        Some(_) => world.events.iter().find(|event| event.borrow().id == id).unwrap().borrow().model.version,
    };
    match journal.archive(world.now(), retain_ms, &judged) {
        Ok(done) => {
            world.note(format_args!("archived {:?}, let go {:?}", done.archived, done.removed));
            world.figures.borrow_mut().add("segments archived", done.archived.len() as u64);
            world.figures.borrow_mut().add("archives let go", done.removed.len() as u64);
        }
        Err(JournalError::Read { .. }) => world.count("archivings that failed"),
        Err(error) => world.blame(format!("archiving: {error}")),
    }
}

async fn fill_up(world: &World, journal: &FileJournal) {
    let room = world.below(3) * world.below(80_000);
    let length_ms = world.below(if world.chance(1, 2) { 20_000 } else { 4_000 });
    world.note(format_args!("{room} bytes left on the disk for {length_ms} ms"));
    world.count("full disks");
    world.disk.leave_room(Some(room));
    sleep(Duration::from_millis(length_ms)).await;
    world.disk.leave_room(None);
    journal.look_for_room();
}

/// Notes that no event is surely loaded since then.
pub fn note_break(world: &World, since: Timestamp) {
    for event in &world.events {
        event.borrow_mut().breaks.push((since, world.now()));
    }
    let calls = world.power.calls();
    let figures = &mut world.figures.borrow_mut();
    let before = world.calls.replace(calls);
    figures.add("writes", calls.writes - before.writes);
    figures.add("syncs", calls.syncs - before.syncs);
    figures.add("writes that found the disk full", calls.full - before.full);
    figures.add("writes that failed", calls.failed_writes - before.failed_writes);
    figures.add("syncs that failed", calls.failed_syncs - before.failed_syncs);
    figures.add("checkpoints spoiled", calls.spoiled - before.spoiled);
    figures.add("power cuts at a call", calls.cuts - before.cuts);
    figures.add("power cuts between write and sync", calls.cuts_before_sync - before.cuts_before_sync);
}

/// What a run of many restarts must have seen, each of it at least once.
const COVERED: [&str; 40] = [
    "commands to a rival registry",
    "torn tails",
    "stalls",
    "passivations",
    "passivations of idle events",
    "actors killed",
    "full disks",
    "writes that found the disk full",
    "segments that could not be made",
    "disk_full",
    "writes that failed",
    "syncs that failed",
    "checkpoints spoiled",
    "checkpoints judged",
    "segments archived",
    "archives let go",
    "archivings that failed",
    "archives verified",
    "bits that were missed",
    "bits that were of no account",
    "answers taken over",
    "commands of sessions",
    "sessions without an answer",
    "sessions that began",
    "sessions that came back",
    "snapshots of sessions",
    "deltas of sessions",
    "sets of own holds",
    "ends of own holds",
    "power cuts at a call",
    "power cuts between write and sync",
    "power cuts while opening",
    "restarts after a stop",
    "restarts after a kill",
    "restarts after a power cut",
    "restarts after a failed journal",
    "clock set back",
    "unanswered commands repeated",
    "answered commands repeated",
    "id_reused",
];

/// Records of every kind, and refusals that matter.
const KINDS: [&str; 30] = [
    "sale_changed",
    "held",
    "released",
    "extended",
    "expired",
    "revoked",
    "payment_begun",
    "payment_failed",
    "booked",
    "unbooked",
    "killed",
    "restored",
    "allocated",
    "resumed",
    "unchanged",
    "drafted",
    "terms_changed",
    "repainted",
    "capacity_set",
    "moved_to_plan",
    "taken",
    "whole_table",
    "other_channel",
    "not_for_sale",
    "channel_closed",
    "changed_meanwhile",
    "in_use",
    "unknown_level",
    "plan_moved",
    "plan_incompatible",
];

/// A run that did not meet what it is for proves nothing.
pub fn assert_covered(figures: &Figures, restarts: u64) {
    assert_eq!(figures.of("restarts"), restarts);
    if restarts < 1_000 {
        return;
    }
    for what in COVERED.iter().chain(&KINDS) {
        assert!(figures.of(what) > 0, "no run met: {what}");
    }
    assert!(figures.interleavings() as u64 * 10 > restarts * 9, "most lives are alike");
}
