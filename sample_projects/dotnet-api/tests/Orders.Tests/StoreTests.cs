using Xunit;

public class StoreTests
{
    [Fact]
    public void HoldsTwo() => Assert.Equal(2, Orders.Store.All().Count());
}
