namespace Orders;

public record Order(int Id, string Item);

public static class Store
{
    public static IEnumerable<Order> All() => [new(1, "tea"), new(2, "milk")];
}
