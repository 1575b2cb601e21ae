//! Prints the weather, and the handbook when asked for help.
use weather_core::forecast;

const HANDBOOK: &str = include_str!("../../../docs/handbook.md");

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--help") => println!("{HANDBOOK}"),
        Some(town) => println!("{town}: {}", forecast(town)),
        None => println!("weather TOWN"),
    }
}
