"""What people look at: page content, page shell and assets, print and exports."""
