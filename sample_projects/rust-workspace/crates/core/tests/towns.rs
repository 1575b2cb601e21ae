#[test]
fn it_rains_in_hamburg() {
    assert_eq!(weather_core::forecast("Hamburg"), "rain");
}
