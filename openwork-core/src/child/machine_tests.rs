//! Crash stories without a process, a clock or a runtime.

use super::*;
use proptest::prelude::*;

const CRASH: Input = Input::Ended { refused: false, jitter: 0.5 };
const REFUSED: Input = Input::Ended { refused: true, jitter: 0.5 };

fn policy() -> RestartPolicy {
    RestartPolicy { attempts: 5, window_seconds: 300, first_pause_ms: 250, longest_pause_ms: 30_000 }
}

fn machine() -> Machine {
    Machine::new(policy())
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A machine that was started and became ready at second 0.
fn ready() -> Machine {
    let mut m = machine();
    assert_eq!(m.step(s(0), Input::Wanted), Some(Action::Start));
    assert_eq!(m.step(s(0), Input::Ready), None);
    m
}

/// A machine in the state of this name.
fn machine_at(state: &str) -> Machine {
    let mut m = if matches!(state, "Stopped" | "Closed") { machine() } else { ready() };
    match state {
        "Stopped" | "Ready" => {}
        "Starting" => {
            m = machine();
            m.step(s(0), Input::Wanted);
        }
        "Stopping, again" => drop(m.step(s(1), Input::Restart)),
        "Stopping, rest" => drop(m.step(s(1), Input::Unwanted)),
        "Backoff" => drop(m.step(s(1), CRASH)),
        "Failed" => drop(m.step(s(1), REFUSED)),
        "Stopping, close" | "Closed" => drop(m.step(s(1), Input::Close)),
        other => panic!("the table has a state {other}"),
    }
    assert_eq!(name(m.state()), state);
    m
}

fn name(state: State) -> &'static str {
    match state {
        State::Stopped => "Stopped",
        State::Starting => "Starting",
        State::Ready(_) => "Ready",
        State::Stopping(Then::Again) => "Stopping, again",
        State::Stopping(Then::Rest) => "Stopping, rest",
        State::Stopping(Then::Close) => "Stopping, close",
        State::Backoff(_) => "Backoff",
        State::Failed => "Failed",
        State::Closed => "Closed",
    }
}

#[test]
fn the_page_about_supervision_draws_this_machine() {
    let page = include_str!("../../../docs/SUPERVISION.md");
    let lines = page.lines().skip_while(|line| !line.starts_with("| state |"));
    let rows: Vec<Vec<&str>> = lines
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let inputs = |input: &str| match input {
        "wanted" => vec![Input::Wanted],
        "not needed" => vec![Input::Unwanted],
        "restart" => vec![Input::Restart],
        "stop" => vec![Input::Close],
        "ready" => vec![Input::Ready],
        "ended" => vec![CRASH, REFUSED],
        "due" => vec![Input::Due],
        other => panic!("the table has an input {other}"),
    };
    assert_eq!((rows.len(), rows[0].len()), (2 + 9, 1 + 7), "every state and every input: {rows:?}");
    for row in &rows[2..] {
        for (input, told) in rows[0].iter().zip(row).skip(1) {
            let becomes = inputs(input).into_iter().map(|input| {
                let mut m = machine_at(row[0]);
                m.step(s(40), input);
                name(m.state())
            });
            let mut becomes: Vec<_> = becomes.collect();
            becomes.dedup();
            let told = if told.is_empty() { row[0] } else { told };
            assert_eq!(becomes.join(" or "), told, "{} and {input}", row[0]);
        }
    }
}

#[test]
fn what_is_needed_no_more_rests_until_it_is_needed_again() {
    let mut m = ready();
    assert_eq!(m.step(s(1), Input::Unwanted), Some(Action::End));
    assert_eq!(m.step(s(2), CRASH), None);
    assert_eq!((m.state(), m.attempt(), m.due()), (State::Stopped, 0, None));
    assert_eq!(m.step(s(3), Input::Unwanted), None);
    assert_eq!(m.step(s(4), Input::Wanted), Some(Action::Start));
}

#[test]
fn what_is_needed_again_while_it_ends_is_started_again() {
    let mut m = ready();
    m.step(s(1), Input::Unwanted);
    assert_eq!(m.step(s(1), Input::Wanted), None);
    assert_eq!(m.step(s(2), CRASH), Some(Action::Start));
    m.step(s(3), Input::Restart);
    assert_eq!(m.step(s(3), Input::Unwanted), None);
    m.step(s(4), CRASH);
    assert_eq!(m.state(), State::Stopped);
}

#[test]
fn what_has_failed_and_is_needed_no_more_is_forgotten() {
    let mut m = machine();
    m.step(s(0), Input::Wanted);
    m.step(s(0), REFUSED);
    assert_eq!(m.step(s(1), Input::Unwanted), None);
    assert_eq!(m.state(), State::Stopped);
    assert_eq!(m.step(s(1), Input::Wanted), Some(Action::Start));
}

#[test]
fn it_is_started_once_however_many_want_it() {
    let mut m = machine();
    assert_eq!(m.step(s(0), Input::Wanted), Some(Action::Start));
    assert_eq!(m.step(s(0), Input::Wanted), None);
    assert_eq!((m.state(), m.attempt()), (State::Starting, 1));
}

#[test]
fn a_crash_is_followed_by_a_pause_and_another_start() {
    let mut m = machine();
    m.step(s(0), Input::Wanted);
    assert_eq!(m.step(s(1), CRASH), None);
    assert_eq!(m.due(), Some(s(1) + Duration::from_millis(250)));
    assert_eq!(m.step(s(1), Input::Due), None);
    assert_eq!(m.step(s(2), Input::Due), Some(Action::Start));
    assert_eq!(m.attempt(), 2);
}

#[test]
fn what_was_ready_is_started_again_at_once_and_only_once() {
    let mut m = ready();
    assert_eq!(m.step(s(1), CRASH), None);
    assert_eq!(m.due(), Some(s(1) + SOON));
    assert_eq!(m.step(s(1), Input::Due), None);
    assert_eq!(m.step(s(1) + SOON, Input::Due), Some(Action::Start));
    m.step(s(2), Input::Ready);
    m.step(s(3), CRASH);
    assert_eq!(m.due(), Some(s(3) + Duration::from_millis(500)));
    assert_eq!(m.step(s(4), Input::Due), Some(Action::Start));
    // After a quiet run it is the first again.
    m.step(s(5), Input::Ready);
    m.step(s(65), CRASH);
    assert_eq!(m.due(), Some(s(65) + SOON));
}

#[test]
fn what_is_refused_is_not_started_again_even_if_it_was_ready() {
    let mut m = ready();
    m.step(s(1), REFUSED);
    assert_eq!((m.state(), m.due()), (State::Failed, None));
}

#[test]
fn pauses_double_and_have_a_longest() {
    let mut m = Machine::new(RestartPolicy { attempts: 100, ..policy() });
    let mut now = s(0);
    let mut pauses = Vec::new();
    m.step(now, Input::Wanted);
    for _ in 0..10 {
        m.step(now, CRASH);
        let due = m.due().unwrap();
        pauses.push((due - now).as_millis());
        now = due;
        m.step(now, Input::Due);
    }
    assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
}

#[test]
fn the_attempts_are_used_up() {
    let mut m = machine();
    m.step(s(0), Input::Wanted);
    for attempt in 1..5 {
        m.step(s(attempt), CRASH);
        assert_eq!(m.step(s(60), Input::Due), Some(Action::Start));
    }
    m.step(s(61), CRASH);
    assert_eq!((m.state(), m.due()), (State::Failed, None));
    assert_eq!(m.step(s(900), Input::Wanted), None);
}

#[test]
fn asking_begins_anew() {
    let mut m = ready();
    m.step(s(1), REFUSED);
    assert_eq!(m.state(), State::Failed);
    assert_eq!(m.step(s(2), Input::Restart), Some(Action::Start));
    assert_eq!(m.attempt(), 1);
}

#[test]
fn what_is_refused_is_not_tried_again() {
    let mut m = machine();
    m.step(s(0), Input::Wanted);
    m.step(s(0), REFUSED);
    assert_eq!(m.state(), State::Failed);
}

#[test]
fn a_quiet_minute_is_forgiven() {
    let mut m = ready();
    m.step(s(1), CRASH);
    m.step(s(2), Input::Due);
    m.step(s(3), Input::Ready);
    m.step(s(63), CRASH);
    assert_eq!(m.attempt(), 0);
    m.step(s(64), Input::Due);
    assert_eq!(m.attempt(), 1);
}

#[test]
fn old_starts_leave_the_window() {
    let mut m = machine();
    m.step(s(0), Input::Wanted);
    for round in 1..20 {
        m.step(s(round * 100), CRASH);
        let due = m.due().unwrap();
        assert_eq!(m.step(due, Input::Due), Some(Action::Start), "round {round}");
    }
}

#[test]
fn closing_ends_the_run_and_nothing_follows() {
    let mut m = ready();
    assert_eq!(m.step(s(1), Input::Close), Some(Action::End));
    assert_eq!(m.step(s(2), CRASH), None);
    assert_eq!(m.state(), State::Closed);
    for input in [Input::Wanted, Input::Restart, Input::Due, Input::Ready, CRASH] {
        assert_eq!(m.step(s(3), input), None);
        assert_eq!(m.state(), State::Closed);
    }
}

#[test]
fn closing_beats_a_restart() {
    let mut m = ready();
    assert_eq!(m.step(s(1), Input::Restart), Some(Action::End));
    assert_eq!(m.step(s(1), Input::Close), None);
    assert_eq!(m.step(s(2), CRASH), None);
    assert_eq!(m.state(), State::Closed);
}

#[test]
fn a_restart_is_an_end_and_a_start() {
    let mut m = ready();
    assert_eq!(m.step(s(1), Input::Restart), Some(Action::End));
    assert_eq!(m.step(s(1), Input::Ready), None);
    assert_eq!(m.step(s(2), CRASH), Some(Action::Start));
    assert_eq!((m.state(), m.attempt()), (State::Starting, 1));
}

#[test]
fn closing_during_a_pause_starts_nothing() {
    let mut m = ready();
    m.step(s(1), CRASH);
    assert_eq!(m.step(s(1), Input::Close), None);
    assert_eq!(m.step(s(9), Input::Due), None);
    assert_eq!(m.state(), State::Closed);
}

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        2 => Just(Input::Wanted),
        2 => Just(Input::Ready),
        4 => (0.0..=1.0).prop_map(|jitter| Input::Ended { refused: false, jitter }),
        6 => Just(Input::Due),
    ]
}

fn any_input_or_unwanted() -> impl Strategy<Value = Input> {
    prop_oneof![9 => any_input(), 1 => Just(Input::Unwanted)]
}

proptest! {
    #[test]
    fn never_more_starts_than_the_window_allows(story in prop::collection::vec((0_u64..20_000, any_input()), 0..400)) {
        let mut m = machine();
        let mut now = Duration::ZERO;
        let mut starts: Vec<Duration> = Vec::new();
        let mut ready_since = None;
        for (later, input) in story {
            now += Duration::from_millis(later);
            let before = m.state();
            if m.step(now, input) == Some(Action::Start) {
                starts.push(now);
            }
            if let State::Ready(since) = m.state() {
                ready_since = Some(since);
            }
            let crashed = matches!(input, Input::Ended { .. }) && matches!(before, State::Ready(_));
            if crashed && ready_since.is_some_and(|since| now - since >= QUIET) {
                starts.clear();
            }
            prop_assert!(starts.iter().filter(|start| now - **start < s(300)).count() <= 5);
        }
    }

    #[test]
    fn a_pause_is_never_longer_than_the_longest(attempt in 0_u32..1000, jitter in any::<f64>()) {
        let m = Machine { attempt, ..machine() };
        let pause = m.pause(if jitter.is_nan() { 0.0 } else { jitter });
        prop_assert!(pause <= s(30) && pause >= Duration::from_millis(187));
    }

    #[test]
    fn there_is_never_a_second_run(story in prop::collection::vec((0_u64..5_000, any_input_or_unwanted()), 0..200)) {
        let mut m = machine();
        let mut now = Duration::ZERO;
        let mut running = false;
        for (later, input) in story {
            now += Duration::from_millis(later);
            if matches!(input, Input::Ended { .. }) {
                if !running { continue; }
                running = false;
            }
            if m.step(now, input) == Some(Action::Start) {
                prop_assert!(!running);
                running = true;
            }
        }
    }
}
