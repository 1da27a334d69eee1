select guard.put_up();
