<h1>{{ greeting() }}</h1>
