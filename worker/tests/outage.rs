//! Backoff, circuit breakers and the concurrency limiter together, by a simulated clock:
//! what becomes of deliveries while destinations are down.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    time::Duration,
};

use countersign_edge::{
    delivery::{
        backoff,
        circuit_breaker::{BreakerState, FAILURE_THRESHOLD, Health, MAX_PROBE_WAIT_MS, Transition},
        concurrency_limiter::CONNECTIONS,
        dispatcher::Dispatcher,
    },
    store::QueueHead,
};

/// How a destination behaves at a time.
#[derive(Clone, Copy, PartialEq)]
enum Behaviour {
    Answers,
    Refuses,
    Hangs,
}

const ANSWER_MS: i64 = 20;
const TIMEOUT_MS: i64 = 15_000;
const MAX_ATTEMPTS: u32 = 15;

#[derive(Default)]
struct Delivery {
    arrived_at: i64,
    attempts: u32,
    delivered_at: Option<i64>,
}

/// What happened at one destination.
#[derive(Default)]
struct Record {
    attempts: u32,
    probes: u32,
    opened: u32,
    max_in_flight_when_open: usize,
}

struct Attempt {
    destination: &'static str,
    key: usize,
    is_probe: bool,
    behaviour: Behaviour,
}

/// An inbox without a disk or a network.
struct Simulation<'a> {
    behaves: &'a dyn Fn(&str, i64) -> Behaviour,
    dispatcher: Dispatcher,
    deliveries: BTreeMap<&'static str, Vec<Delivery>>,
    /// When each is due that is not delivered, by destination.
    queues: BTreeMap<&'static str, BTreeSet<(i64, usize)>>,
    records: BTreeMap<&'static str, Record>,
    seed: u64,
}

impl<'a> Simulation<'a> {
    /// `arrivals` are the times at which an event comes for each destination.
    fn new(
        destinations: &[&'static str],
        arrivals: &[i64],
        behaves: &'a dyn Fn(&str, i64) -> Behaviour,
    ) -> Self {
        let deliveries = || {
            let of = |&arrived_at: &i64| Delivery { arrived_at, ..Delivery::default() };
            arrivals.iter().map(of).collect()
        };
        let queue = || arrivals.iter().enumerate().map(|(key, &at)| (at, key)).collect();
        Self {
            behaves,
            dispatcher: Dispatcher::default(),
            deliveries: destinations.iter().map(|name| (*name, deliveries())).collect(),
            queues: destinations.iter().map(|name| (*name, queue())).collect(),
            records: destinations.iter().map(|name| (*name, Record::default())).collect(),
            seed: 1,
        }
    }

    fn jitter(&mut self) -> f64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.seed >> 40) as f64 / (1_u64 << 24) as f64
    }

    /// The one that is due the longest and not under way.
    fn due(&self, destination: &str) -> Option<(i64, usize)> {
        let is_free = |key: usize| !self.dispatcher.is_in_flight(destination, &key.to_string());
        self.queues.get(destination)?.iter().find(|(_, key)| is_free(*key)).copied()
    }

    fn heads(&self) -> Vec<QueueHead> {
        let head = |name: &&'static str| {
            let (due_at, _) = self.due(name)?;
            Some(QueueHead { destination: (*name).to_owned(), due_at })
        };
        self.deliveries.keys().filter_map(head).collect()
    }

    fn run(&mut self) {
        let mut now = 0;
        let mut ends = BinaryHeap::new();
        let mut attempts: BTreeMap<u32, Attempt> = BTreeMap::new();
        let mut count = 0;
        loop {
            let mut heads = self.heads();
            while let Some(name) = self.dispatcher.next(&heads, now).map(str::to_owned) {
                let attempt = self.begin(&name, now);
                let takes =
                    if attempt.behaviour == Behaviour::Hangs { TIMEOUT_MS } else { ANSWER_MS };
                ends.push(Reverse((now + takes, count)));
                attempts.insert(count, attempt);
                count += 1;
                heads = self.heads();
            }
            let ready =
                heads.iter().map(|head| self.dispatcher.ready_at(head)).filter(|at| *at > now);
            let next_end = ends.peek().map(|Reverse((at, _))| *at);
            let Some(next) = ready.chain(next_end).min() else { return };
            now = next;
            while ends.peek().is_some_and(|Reverse((at, _))| *at <= now) {
                let ended = ends.pop().and_then(|Reverse((_, count))| attempts.remove(&count));
                if let Some(attempt) = ended {
                    self.end(&attempt, now);
                }
            }
        }
    }

    fn begin(&mut self, name: &str, now: i64) -> Attempt {
        let behaviour = (self.behaves)(name, now);
        let due = self.due(name).unwrap_or_default();
        let is_probe = self.dispatcher.begin_attempt(name, &due.1.to_string(), i64::MAX);
        let in_flight = self.dispatcher.in_flight(name);
        let total: usize = self.deliveries.keys().map(|name| self.dispatcher.in_flight(name)).sum();
        assert!(total <= CONNECTIONS);

        let mut destination = "";
        for (known, record) in &mut self.records {
            if *known == name {
                destination = known;
                record.attempts += 1;
                record.probes += u32::from(is_probe);
                if is_probe {
                    record.max_in_flight_when_open = record.max_in_flight_when_open.max(in_flight);
                }
            }
        }
        Attempt { destination, key: due.1, is_probe, behaviour }
    }

    fn end(&mut self, attempt: &Attempt, now: i64) {
        let Attempt { destination, key, is_probe, behaviour } = *attempt;
        let jitter = self.jitter();
        self.dispatcher.release(destination, &key.to_string(), behaviour != Behaviour::Hangs);
        let health = match behaviour {
            Behaviour::Answers => Health::Up,
            Behaviour::Refuses | Behaviour::Hangs => Health::Down { not_before: Duration::ZERO },
        };
        let transition = self.dispatcher.record_result(destination, health, is_probe, now, jitter);
        if let Some(delivery) =
            self.deliveries.get_mut(destination).and_then(|all| all.get_mut(key))
            && let Some(queue) = self.queues.get_mut(destination)
        {
            delivery.attempts += 1;
            queue.retain(|(_, other)| *other != key);
            if behaviour == Behaviour::Answers {
                delivery.delivered_at = Some(now);
            } else {
                assert!(delivery.attempts < MAX_ATTEMPTS, "parked by an outage");
                let delay = backoff::delay(delivery.attempts, jitter, Duration::ZERO);
                queue.insert((now + i64::try_from(delay.as_millis()).unwrap_or(i64::MAX), key));
            }
            if transition == Some(Transition::Closed) {
                // What failed while it was down need not wait any longer.
                *queue = queue.iter().map(|(at, key)| (*at.min(&now), *key)).collect();
            }
        }
        if transition == Some(Transition::Opened)
            && let Some(record) = self.records.get_mut(destination)
        {
            record.opened += 1;
        }
    }

    fn record(&self, name: &str) -> &Record {
        self.records.get(name).unwrap_or(
            const { &Record { attempts: 0, probes: 0, opened: 0, max_in_flight_when_open: 0 } },
        )
    }

    fn last_delivery(&self, name: &str) -> Option<i64> {
        let deliveries = self.deliveries.get(name)?;
        deliveries.iter().map(|delivery| delivery.delivered_at).max().flatten()
    }

    fn are_all_delivered(&self) -> bool {
        self.deliveries.values().flatten().all(|delivery| delivery.delivered_at.is_some())
    }

    /// The longest that an event waited that came at `from` or later.
    fn longest_wait(&self, name: &str, from: i64) -> i64 {
        let waits = self.deliveries.get(name).into_iter().flatten().map(|delivery| {
            let delivered_at = delivery.delivered_at.unwrap_or(i64::MAX);
            if delivery.arrived_at < from { 0 } else { delivered_at - delivery.arrived_at }
        });
        waits.max().unwrap_or_default()
    }
}

fn every(ms: i64, count: i64) -> Vec<i64> {
    (0..count).map(|index| index * ms).collect()
}

/// The most probes in an outage: while they become rarer, and after that.
fn max_probes(outage_ms: i64) -> u32 {
    let rarest = MAX_PROBE_WAIT_MS * 3 / 4;
    u32::try_from(12 + outage_ms / rarest).unwrap_or(u32::MAX)
}

#[test]
fn after_hours_of_outage_everything_is_delivered_soon() {
    const HOURS: i64 = 8 * 3_600_000;
    for down in [Behaviour::Refuses, Behaviour::Hangs] {
        let behaves = |_: &str, now| if now < HOURS { down } else { Behaviour::Answers };
        let mut simulation = Simulation::new(&["app"], &every(100, 1000), &behaves);
        simulation.run();
        assert!(simulation.are_all_delivered());

        let record = simulation.record("app");
        assert_eq!((record.opened, record.max_in_flight_when_open), (1, 1));
        assert!(record.probes <= max_probes(HOURS), "{} probes", record.probes);
        // Those that opened it, and those that were under way then.
        let others = record.attempts - record.probes;
        assert!(others <= 1000 + FAILURE_THRESHOLD + 3, "{others} attempts that are no probes");

        let last = simulation.last_delivery("app").unwrap_or_default() - HOURS;
        assert!(last < MAX_PROBE_WAIT_MS * 2, "the last came {last} ms after the outage");
        assert!(
            simulation.dispatcher.breakers().all(|(_, state, _)| state == BreakerState::Closed)
        );
    }
}

#[test]
fn a_day_of_outage_parks_no_delivery() {
    const DAY: i64 = 24 * 3_600_000;
    let behaves = |_: &str, now| if now < DAY { Behaviour::Refuses } else { Behaviour::Answers };
    let mut simulation = Simulation::new(&["app"], &every(1000, 3), &behaves);
    simulation.run();
    assert!(simulation.are_all_delivered());
    assert!(simulation.record("app").attempts <= 3 * MAX_ATTEMPTS);
}

#[test]
fn three_hanging_destinations_do_not_delay_a_fourth() {
    let behaves = |name: &str, now| match name {
        "fourth" => Behaviour::Answers,
        _ if now < 3_600_000 => Behaviour::Hangs,
        _ => Behaviour::Answers,
    };
    let names = ["first", "second", "third", "fourth"];
    let mut simulation = Simulation::new(&names, &every(100, 5000), &behaves);
    simulation.run();
    assert!(simulation.are_all_delivered());
    assert_eq!(simulation.longest_wait("fourth", 0), ANSWER_MS);
    for name in ["first", "second", "third"] {
        assert_eq!(simulation.record(name).max_in_flight_when_open, 1);
    }
}

#[test]
fn destinations_that_begin_to_hang_delay_a_steady_one_by_two_answers_at_most() {
    let behaves = |name: &str, now| match name {
        "steady" => Behaviour::Answers,
        _ if now < 10_000 => Behaviour::Answers,
        _ if now < 600_000 => Behaviour::Hangs,
        _ => Behaviour::Answers,
    };
    let names = ["one", "other", "steady"];
    let mut simulation = Simulation::new(&names, &every(50, 4000), &behaves);
    simulation.run();
    assert!(simulation.are_all_delivered());
    assert!(simulation.longest_wait("steady", 0) <= 3 * ANSWER_MS);
}

#[test]
fn occasional_failures_do_not_open_the_breaker() {
    let behaves =
        |_: &str, now: i64| if now % 7 == 0 { Behaviour::Refuses } else { Behaviour::Answers };
    let mut simulation = Simulation::new(&["app"], &every(33, 3000), &behaves);
    simulation.run();
    assert!(simulation.are_all_delivered());
    assert_eq!(simulation.record("app").opened, 0);
}
