fn main() {
    for _ in 0..1_000_000 {
        std::hint::black_box(weather_core::forecast("Hamburg"));
    }
}
