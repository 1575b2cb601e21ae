document.title = 'Guestbook';
