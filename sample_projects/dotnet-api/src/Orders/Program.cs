var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/orders", () => Orders.Store.All());
app.Run();
